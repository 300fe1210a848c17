using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace LambdaImage.Http;

/// <summary>
/// Sends requests by HTTP/1.1 and keeps connections for further ones. .NET's own handler does more than is needed here, and each build starts
/// in a new process: its first request takes 100 ms there, and an unchanged push takes 113 instead of 171 ms with this one (2026-11-26, 2 cores).
/// What goes to a proxy is left to .NET's.
/// </summary>
internal sealed class DirectHandler : HttpMessageHandler
{
    private const string NoContent = "Content-Length: 0\r\n";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly List<DirectConnection> _idle = [];
    private readonly Lock _lock = new();
    private readonly Lazy<HttpMessageInvoker> _throughProxy = new(() => new(HttpClients.CreateHandler(certificates: null, proxy: null)));
    private bool _isDisposed;

    /// <summary>Takes a connection back.</summary>
    /// <param name="connection">The connection, on which nothing is left to be read.</param>
    internal void Keep(DirectConnection connection)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _idle.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The body of the response disposes of the connection, or gives it back.")]
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (HttpClients.ProxyOf(address) is not null)
        {
            return await _throughProxy.Value.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (request.Content is { Headers.ContentLength: null } content)
        {
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        }

        var head = HeadOf(request);
        while (Take(OriginOf(address)) is { } known)
        {
            // A server may have closed it in the meantime. Then it has not seen the request.
            if (await known.TrySendAsync(request, head, isLastTry: false, cancellationToken).ConfigureAwait(false) is { } response)
            {
                return response;
            }
        }

        var connection = await ConnectAsync(address, cancellationToken).ConfigureAwait(false);
        return (await connection.TrySendAsync(request, head, isLastTry: true, cancellationToken).ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _idle.ForEach(connection => connection.Dispose());
        if (_throughProxy.IsValueCreated)
        {
            _throughProxy.Value.Dispose();
        }

        base.Dispose(disposing);
    }

    private DirectConnection? Take(string origin)
    {
        lock (_lock)
        {
            var index = _idle.FindLastIndex(connection => connection.Origin == origin);
            if (index < 0)
            {
                return null;
            }

            var connection = _idle[index];
            _idle.RemoveAt(index);
            return connection;
        }
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The connection disposes of it.")]
    private async Task<DirectConnection> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConnectTimeout);
        SocketConnection? connection = null;
        try
        {
            connection = await OpenAsync(address, patience.Token).ConfigureAwait(false);
            return new(this, OriginOf(address), connection, address.Scheme == Uri.UriSchemeHttps ? await EncryptAsync(connection, address, patience.Token).ConfigureAwait(false) : connection);
        }
        catch (Exception exception)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            throw exception switch
            {
                SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => Failed(HttpRequestError.NameResolutionError, exception),
                SocketException => Failed(HttpRequestError.ConnectionError, exception),
                AuthenticationException or IOException => Failed(HttpRequestError.SecureConnectionError, exception),
                OperationCanceledException when !cancellationToken.IsCancellationRequested =>
                    Failed(HttpRequestError.ConnectionError, new TimeoutException($"no connection to {address.Host} within {ConnectTimeout.TotalSeconds} s", exception)),
                _ => exception,
            };
        }
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The connection disposes of it.")]
    [SuppressMessage("Performance", "CA1849:Call async methods when in an async method", Justification = "A connection on this machine is there at once, or not at all.")]
    private static async Task<SocketConnection> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var isLocal = IPAddress.TryParse(address.IdnHost, out var local) && IPAddress.IsLoopback(local);
        var socket = isLocal ? new Socket(local!.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (isLocal)
            {
                socket.Connect(local!, address.Port);
                return new(socket) { IsLocal = true };
            }

            await socket.ConnectAsync(address.IdnHost, address.Port, cancellationToken).ConfigureAwait(false);
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> EncryptAsync(Stream connection, Uri address, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(connection);
        try
        {
            await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.IdnHost }, cancellationToken).ConfigureAwait(false);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static HttpRequestException Failed(HttpRequestError error, Exception cause) => new(error, cause.Message, cause);

    private static string OriginOf(Uri address) => $"{address.Scheme}://{address.IdnHost}:{address.Port}";

    private static byte[] HeadOf(HttpRequestMessage request)
    {
        var address = request.RequestUri!;
        var host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        var head = new StringBuilder()
            .Append(request.Method.Method).Append(' ').Append(address.PathAndQuery).Append(" HTTP/1.1\r\nHost: ").Append(host)
            .Append(address.IsDefaultPort ? string.Empty : $":{address.Port}").Append("\r\nUser-Agent: ").Append(HttpClients.UserAgent).Append("\r\n");
        Append(head, request.Headers);
        if (request.Content is { } content)
        {
            // What is computed is listed only once it was asked for.
            _ = content.Headers.ContentLength;
            Append(head, content.Headers);
        }
        else if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            head.Append(NoContent);
        }

        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }

    private static void Append(StringBuilder head, HttpHeaders headers)
    {
        foreach (var header in headers.NonValidated)
        {
            head.Append(header.Key).Append(": ").Append(header.Value.ToString()).Append("\r\n");
        }
    }
}
