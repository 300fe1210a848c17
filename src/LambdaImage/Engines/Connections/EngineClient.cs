using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using Microsoft.Extensions.Logging.Abstractions;

namespace LambdaImage.Engines.Connections;

/// <summary>
/// The client library's client, over the same connections as all other requests. A class of its own, so that the library is loaded only
/// where this class is used.
/// </summary>
/// <param name="connection">The connections to the engine.</param>
internal sealed class EngineClient(EngineConnection connection) : IDisposable
{
    /// <summary>The client.</summary>
    public DockerClient Client { get; } = new DockerClientBuilder<EngineConnection>(
        new EngineHandlerFactory(),
        connection,
        new ClientOptions { Endpoint = new Uri("http://engine"), Timeout = Timeout.InfiniteTimeSpan },
        NullLogger.Instance).Build();

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();
}
