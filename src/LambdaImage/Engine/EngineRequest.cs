using System.Text;

namespace LambdaImage.Engine;

/// <summary>
/// Requests to the engine, made without the client library. <c>GET</c> requests are made without the framework's handler, too: loading and
/// compiling what that consists of took 30 of the 70 ms of an up-to-date build, which makes one such request.
/// </summary>
internal static class EngineRequest
{
    /// <summary>Sends a <c>GET</c> request, on a connection of its own.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="path">The path and query, escaped.</param>
    /// <param name="registryAuth">The header <c>X-Registry-Auth</c>, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="IOException">The connection broke, or what answers does not speak HTTP.</exception>
    public static async Task<EngineAnswer> GetAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string path,
        string? registryAuth,
        CancellationToken cancellationToken)
    {
        var authorization = registryAuth is null ? string.Empty : $"X-Registry-Auth: {registryAuth}\r\n";
        var head = $"GET {path} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n{authorization}\r\n";
        using var connection = await connect(cancellationToken).ConfigureAwait(false);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken).ConfigureAwait(false);
        return await AnswerReader.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
    }
}
