using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using Docker.DotNet.NativeHttp;
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

    /// <summary>
    /// Makes the client library's client. Its transport over the framework's HTTP handler serves sockets, pipes and TCP
    /// alike when it is given their connections.
    /// </summary>
    /// <returns>The client, owned by the caller.</returns>
    public DockerClient MakeClient()
    {
        var transport = new NativeHttpTransportOptions
        {
            ConfigureHandler = handler =>
            {
                handler.UseProxy = false;

                // A build that is given up must not go on while the rest of its messages is waited for.
                handler.ResponseDrainTimeout = TimeSpan.Zero;
                handler.MaxResponseDrainSize = 0;
                handler.ConnectCallback = (_, token) => OpenAsync(token);
            },
        };
        var options = new ClientOptions { Endpoint = new Uri("http://engine"), Timeout = Timeout.InfiniteTimeSpan };
        return new DockerClientBuilder<NativeHttpTransportOptions>(DockerHandlerFactory.Instance, transport, options, NullLogger.Instance).Build();
    }

    /// <inheritdoc/>
    public void Dispose() => _first?.Dispose();
}
