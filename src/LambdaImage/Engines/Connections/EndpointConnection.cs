using System.Net;
using System.Net.Sockets;
using LambdaImage.Caching;
using LambdaImage.Http;

namespace LambdaImage.Engines.Connections;

/// <summary>Opens connections to an endpoint.</summary>
internal static class EndpointConnection
{
    private const int DefaultPort = 2375;

    // A socket or pipe of this machine answers at once or not at all; a host elsewhere may be silent.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Connects.</summary>
    /// <param name="address">The endpoint's address.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The open connection.</returns>
    /// <exception cref="IOException">Nothing listens there.</exception>
    public static ValueTask<Stream> OpenAsync(Uri address, CancellationToken cancellationToken) => OpenAsync(address, PipeAccess.System, cancellationToken);

    /// <summary>Connects.</summary>
    /// <param name="address">The endpoint's address.</param>
    /// <param name="pipes">How named pipes are reached.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The open connection.</returns>
    /// <exception cref="IOException">Nothing listens there.</exception>
    public static async ValueTask<Stream> OpenAsync(Uri address, PipeAccess pipes, CancellationToken cancellationToken)
    {
        if (address.Scheme == "unix" && !Disk.FileExists(address.LocalPath))
        {
            throw new IOException("there is no such socket");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTimeout);
#pragma warning disable CA2000 // Dispose before losing scope: the connection is the caller's, and disposes of its socket.
        try
        {
            return address.Scheme switch
            {
                "npipe" => await OpenPipeAsync(address, pipes, limit.Token).ConfigureAwait(false),
                "unix" => await OpenSocketAsync(
                    () => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
                    new UnixDomainSocketEndPoint(address.LocalPath),
                    limit.Token).ConfigureAwait(false),
                _ => await OpenSocketAsync(
                    () => new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
                    new DnsEndPoint(address.Host, address.Port > 0 ? address.Port : DefaultPort),
                    limit.Token).ConfigureAwait(false),
            };
#pragma warning restore CA2000
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no response within {ConnectTimeout.TotalSeconds:0} seconds");
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException or TimeoutException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static async Task<Stream> OpenSocketAsync(Func<Socket> make, EndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = make();
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return new SocketConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Task<Stream> OpenPipeAsync(Uri address, PipeAccess pipes, CancellationToken cancellationToken)
    {
        var server = address.Host is "localhost" or "" ? PipeAccess.ThisMachine : address.Host;
        var name = address.LocalPath.Replace("/pipe/", string.Empty, StringComparison.OrdinalIgnoreCase);

        // Only this machine tells which pipes it has.
        return server == PipeAccess.ThisMachine && !pipes.Exists(name)
            ? throw new IOException("there is no such pipe")
            : pipes.ConnectAsync(server, name, cancellationToken);
    }
}
