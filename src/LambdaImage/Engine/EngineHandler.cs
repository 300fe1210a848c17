namespace LambdaImage.Engine;

/// <summary>
/// The handler of requests to an engine: the framework's, over whatever connections it is given, so that it serves sockets, pipes
/// and TCP alike.
/// </summary>
internal sealed class EngineHandler : DelegatingHandler
{
    /// <summary>Makes the handler.</summary>
    /// <param name="connect">Connects to the engine.</param>
    public EngineHandler(Func<CancellationToken, ValueTask<Stream>> connect) => InnerHandler = new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = (context, token) => ConnectAsync(connect, context.InitialRequestMessage, token),

        // One request a connection: after an upload that was answered early, the engine still waits for the rest on it.
        PooledConnectionLifetime = TimeSpan.Zero,

        // What is given up must not go on in the engine while the rest of its messages is waited for.
        ResponseDrainTimeout = TimeSpan.Zero,
        MaxResponseDrainSize = 0,
    };

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A body of known length is a few lines of JSON.
        if (request.Content is { Headers.ContentLength: null } body)
        {
            request.Content = new UploadContent(body);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private static async ValueTask<Stream> ConnectAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        var connection = await connect(cancellationToken).ConfigureAwait(false);
        if (request.Content is UploadContent upload)
        {
            return new UploadConnection(connection, upload);
        }

        return connection;
    }
}
