using Docker.DotNet;
using LambdaImage.Engine.Endpoints;

namespace LambdaImage.Engine;

/// <summary>The connections to one engine: the one that proved that it is there, and as many more as are asked for.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="first">The connection that is open already.</param>
internal sealed class EngineConnection(EngineEndpoint endpoint, Stream first) : IDisposable
{
    private Stream? _first = first;
    private EngineClient? _client;

    /// <summary>The endpoint, for messages.</summary>
    public string Endpoint { get; } = endpoint.ToString();

    /// <summary>Gives the first connection once, and after that new ones.</summary>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>An open connection, owned by the caller.</returns>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _first, null) ?? await EndpointConnection.OpenAsync(endpoint.Address, cancellationToken).ConfigureAwait(false);

    /// <summary>The client library's client, owned by this object.</summary>
    public DockerClient Client => (_client ??= new(this)).Client;

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _first?.Dispose();
    }
}
