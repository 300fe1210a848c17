using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LambdaImage.Testing;

/// <summary>Accepts connections on a free port of the loopback address, and handles each on its own.</summary>
public abstract class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    /// <summary>Starts to listen.</summary>
    /// <param name="certificate">The certificate, for TLS.</param>
    protected LoopbackListener(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _stop.Dispose();
        _listener.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Handles a connection to its end, decrypted if there is a certificate.</summary>
    protected abstract Task HandleAsync(Stream stream, CancellationToken cancellationToken);

    private async Task AcceptAsync()
    {
        var handling = new List<Task>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                handling.Add(Task.Run(() => HandleAsync(client), CancellationToken.None));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }

        await Task.WhenAll(handling).ConfigureAwait(false);
    }

    private async Task HandleAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await DecryptAndHandleAsync(client.GetStream()).ConfigureAwait(false);
            }
            catch (Exception exception)
                when (exception is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // Clients that give up are what some tests are about.
            }
        }
    }

    private async Task DecryptAndHandleAsync(Stream stream)
    {
        if (_certificate is null)
        {
            await HandleAsync(stream, _stop.Token).ConfigureAwait(false);
            return;
        }

        var secure = new SslStream(stream);
        await using (secure.ConfigureAwait(false))
        {
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token).ConfigureAwait(false);
            await HandleAsync(secure, _stop.Token).ConfigureAwait(false);
        }
    }
}
