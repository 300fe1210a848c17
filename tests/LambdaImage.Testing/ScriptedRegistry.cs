using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace LambdaImage.Testing;

/// <summary>A registry on the loopback address that responds as a test scripts it.</summary>
/// <param name="respond">Gives the response to a request.</param>
/// <param name="certificate">Its certificate, for https.</param>
public sealed class ScriptedRegistry(Func<LayerRequest, LayerResponse> respond, X509Certificate2? certificate = null) : LoopbackListener(certificate)
{
    /// <summary>Its host and port, as they stand in names of images.</summary>
    public string Host => $"127.0.0.1:{Port}";

    /// <summary>All requests so far.</summary>
    public ConcurrentQueue<LayerRequest> Requests { get; } = new();

    /// <summary>Says of a request whether its body is never read; the client gets rid of as much as the connection holds.</summary>
    public Func<LayerRequest, bool> LeavesBody { get; set; } = _ => false;

    /// <inheritdoc/>
    protected override async Task HandleAsync(Stream stream, CancellationToken cancellationToken)
    {
        // A client that tries TLS first sends no request.
        if (await LayerConnection.ReadAsync(stream, cancellationToken, BeforeBodyAsync).ConfigureAwait(false) is { } request)
        {
            Requests.Enqueue(request);
            await LayerConnection.WriteAsync(stream, respond(request), cancellationToken).ConfigureAwait(false);
        }

        Task BeforeBodyAsync(LayerRequest request) => LeavesBody(request) ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
    }
}
