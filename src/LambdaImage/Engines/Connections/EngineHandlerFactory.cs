using System.Diagnostics.CodeAnalysis;
using Docker.DotNet.Handler.Abstractions;
using Microsoft.Extensions.Logging;

namespace LambdaImage.Engines.Connections;

/// <summary>Gives the client library a handler over our connections; its own ones each serve one kind of endpoint.</summary>
internal sealed class EngineHandlerFactory : IDockerHandlerFactory<EngineConnection>
{
    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    public ResolvedTransport CreateHandler(EngineConnection transportOptions, ResolvedClientOptions clientOptions, ILogger logger) =>
        new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                ConnectCallback = (_, token) => transportOptions.OpenAsync(token),
            },
            clientOptions.Endpoint);

    /// <inheritdoc/>
    public ResolvedTransport CreateHandler(ResolvedClientOptions clientOptions, ILogger logger) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<WriteClosableStream> HijackStreamAsync(HttpContent content) => throw new NotSupportedException();
}
