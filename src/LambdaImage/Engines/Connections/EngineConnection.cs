using Docker.DotNet;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Http;

namespace LambdaImage.Engines.Connections;

/// <summary>The connections to one engine: the one that proved that it is there, and as many more as are asked for.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="first">The connection that is open already.</param>
/// <param name="patience">How long the engine may be silent.</param>
internal sealed class EngineConnection(EngineEndpoint endpoint, Stream first, EnginePatience patience) : IDisposable
{
    private Stream? _first = first;
    private EngineClient? _client;

    /// <summary>The endpoint, for messages.</summary>
    public string Endpoint { get; } = endpoint.ToString();

    /// <summary>Opens a connection for a request that makes the engine work: gives the first connection once, and after that new ones.</summary>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>An open connection, owned by the caller.</returns>
    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => OpenAsync(patience.Work, isQuestion: false, cancellationToken);

    /// <summary>Opens a connection for a request that only reads what the engine knows.</summary>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>An open connection, owned by the caller.</returns>
    public ValueTask<Stream> OpenForQuestionAsync(CancellationToken cancellationToken) => OpenAsync(patience.Question, isQuestion: true, cancellationToken);

    /// <summary>The client library's client, owned by this object.</summary>
    public DockerClient Client => (_client ??= new(this)).Client;

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _first?.Dispose();
    }

    private async ValueTask<Stream> OpenAsync(TimeSpan limit, bool isQuestion, CancellationToken cancellationToken)
    {
        var connection = Interlocked.Exchange(ref _first, null) ?? await EndpointConnection.OpenAsync(endpoint.Address, cancellationToken).ConfigureAwait(false);
        if (connection is SocketConnection socket)
        {
            socket.HoldsThread = isQuestion;
        }

        return patience.Limit(connection, limit);
    }
}
