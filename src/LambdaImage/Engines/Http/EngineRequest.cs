using System.Net;

namespace LambdaImage.Engines.Http;

/// <summary>Starts exchanges with the engine.</summary>
internal static class EngineRequest
{
    /// <summary>Sends a <c>GET</c> request and reads the whole response.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="path">The path and query, escaped.</param>
    /// <param name="registryAuth">The header <c>X-Registry-Auth</c>, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The response.</returns>
    /// <exception cref="IOException">The connection broke, or what responds does not speak HTTP.</exception>
    public static async Task<EngineResponse> GetAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string path,
        string? registryAuth,
        CancellationToken cancellationToken)
    {
        using var exchange = await SendAsync(connect, "GET", path, registryAuth, cancellationToken).ConfigureAwait(false);
        var head = await exchange.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        return new(head, await (head.Status == HttpStatusCode.OK
            ? exchange.ReadBodyAsync(cancellationToken)
            : exchange.ReadErrorAsync(cancellationToken)).ConfigureAwait(false));
    }

    /// <summary>Sends a request without a body.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path and query, escaped.</param>
    /// <param name="registryAuth">The header <c>X-Registry-Auth</c>, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The exchange, its response not read yet.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<EngineExchange> SendAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string method,
        string path,
        string? registryAuth,
        CancellationToken cancellationToken)
    {
        var exchange = new EngineExchange(await connect(cancellationToken).ConfigureAwait(false));
        try
        {
            await exchange.SendAsync(method, path, registryAuth, cancellationToken).ConfigureAwait(false);
            return exchange;
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }
}
