namespace LambdaImage.Engine;

/// <summary>
/// Single <c>GET</c> requests to the engine, made without the client library: loading and compiling that takes several times
/// as long as the one request of an up-to-date build, and some answers it can't tell apart.
/// </summary>
internal static class EngineRequest
{
    /// <summary>Sends a request.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="path">The path and query, escaped.</param>
    /// <param name="registryAuth">The header <c>X-Registry-Auth</c>, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The answer.</returns>
    public static async Task<EngineAnswer> GetAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string path,
        string? registryAuth,
        CancellationToken cancellationToken)
    {
        using var handler = MakeHandler(connect);
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://engine" + path);
        if (registryAuth is not null)
        {
            request.Headers.Add("X-Registry-Auth", registryAuth);
        }

        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return new(response.StatusCode, body, response.Headers.Server.ToString());
    }

    /// <summary>Makes the handler of requests to an engine.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <returns>The handler, owned by the caller.</returns>
    public static EngineHandler MakeHandler(Func<CancellationToken, ValueTask<Stream>> connect) => new(connect);
}
