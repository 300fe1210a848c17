using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>An HTTP proxy on the loopback address that leads every request to one server, and remembers what was asked for.</summary>
/// <param name="server">The server.</param>
public sealed class ForwardProxy(LoopbackListener server) : LoopbackListener
{
    /// <summary>Its address.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>The targets asked for: whole addresses, or <c>host:port</c> of tunnels.</summary>
    public ConcurrentQueue<string> Targets { get; } = new();

    /// <summary>A status to refuse everything with.</summary>
    public int? Refusal { get; set; }

    /// <inheritdoc/>
    protected override async Task HandleAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await LayerConnection.ReadAsync(stream, cancellationToken).ConfigureAwait(false) is not { } request)
        {
            return;
        }

        Targets.Enqueue(request.Target);
        if (Refusal is { } status)
        {
            await LayerConnection.WriteAsync(stream, new(status, default), cancellationToken).ConfigureAwait(false);
            return;
        }

        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, cancellationToken).ConfigureAwait(false);
        var onward = client.GetStream();
        if (request.Method == "CONNECT")
        {
            await stream.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await onward.WriteAsync(Head(request), cancellationToken).ConfigureAwait(false);
        }

        await Task.WhenAny(stream.CopyToAsync(onward, cancellationToken), onward.CopyToAsync(stream, cancellationToken)).ConfigureAwait(false);
    }

    private static byte[] Head(LayerRequest request)
    {
        var head = new StringBuilder($"{request.Method} {new Uri(request.Target).PathAndQuery} HTTP/1.1\r\n");
        foreach (var (name, value) in request.Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }
}
