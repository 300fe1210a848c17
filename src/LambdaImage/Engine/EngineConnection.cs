using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using LambdaImage.Engine.Endpoints;
using Microsoft.Extensions.Logging.Abstractions;

namespace LambdaImage.Engine;

/// <summary>The connections to one engine: the one that proved that it is there, and as many more as are asked for.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="first">The connection that is open already.</param>
internal sealed class EngineConnection(EngineEndpoint endpoint, Stream first) : IDisposable
{
    private Stream? _first = first;

    /// <summary>The endpoint, for messages.</summary>
    public string Endpoint { get; } = endpoint.ToString();

    /// <summary>Gives the first connection once, and after that new ones.</summary>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>An open connection, owned by the caller.</returns>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _first, null) ?? await EndpointConnection.OpenAsync(endpoint.Address, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes the client library's client, over the same handler as all other requests.</summary>
    /// <returns>The client, owned by the caller.</returns>
    public DockerClient MakeClient()
    {
        var options = new ClientOptions { Endpoint = new Uri("http://engine"), Timeout = Timeout.InfiniteTimeSpan };
        return new DockerClientBuilder<EngineConnection>(new EngineHandlerFactory(), this, options, NullLogger.Instance).Build();
    }

    /// <inheritdoc/>
    public void Dispose() => _first?.Dispose();
}
