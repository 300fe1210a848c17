using System.Net;
using System.Net.Sockets;

namespace LambdaImage.Testing;

/// <summary>Accepts connections on a free port of the loopback address, and handles each on its own.</summary>
public abstract class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <summary>Starts to listen.</summary>
    protected LoopbackListener()
    {
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

    /// <summary>Handles a connection to its end.</summary>
    protected abstract Task HandleAsync(Stream stream, CancellationToken cancellationToken);

    private async Task AcceptAsync()
    {
        var handling = new List<Task>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                handling.Add(HandleAsync(await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false)));
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
                await HandleAsync(client.GetStream(), _stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
                when (exception is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // Clients that give up are what some tests are about.
            }
        }
    }
}
