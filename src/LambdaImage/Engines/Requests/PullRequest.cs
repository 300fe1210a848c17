using LambdaImage.Engines.Http;
using LambdaImage.Oci;

namespace LambdaImage.Engines.Requests;

/// <summary>
/// <c>POST /images/create</c>. It is made without the client library, whose reading of the stream fails on anything but its
/// model of it; engines send other lines, too.
/// </summary>
internal static class PullRequest
{
    /// <summary>Pulls an image and follows the pull to its end.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="name">The image.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="registryAuth">The header <c>X-Registry-Auth</c>, or <see langword="null"/>.</param>
    /// <param name="pull">Gets the messages.</param>
    /// <param name="cancellationToken">Stops the pull.</param>
    /// <returns>The task of pulling.</returns>
    /// <exception cref="EngineErrorException">The engine refused.</exception>
    public static async Task SendAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        ImageReference name,
        Platform platform,
        string? registryAuth,
        PullProgress pull,
        CancellationToken cancellationToken)
    {
        using var exchange = await EngineRequest.SendAsync(connect, "POST", "/images/create?" + Query(name, platform), registryAuth, cancellationToken).ConfigureAwait(false);
        await exchange.EnsureAcceptedAsync(cancellationToken).ConfigureAwait(false);
        await EngineMessage.ReadAllAsync(exchange.Body, pull.Add, cancellationToken).ConfigureAwait(false);
    }

    private static string Query(ImageReference name, Platform platform) => string.Join('&', new[]
    {
        ("fromImage", name.Repository),
        ("tag", name.Digest?.ToString() ?? name.Tag ?? string.Empty),
        ("platform", platform.ToString()),
    }.Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}"));
}
