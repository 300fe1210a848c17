using System.Net;
using Docker.DotNet;
using LambdaImage.References;

namespace LambdaImage.Engine;

/// <summary>
/// <c>POST /images/create</c>. It is made without the client library, whose reading of the stream fails on anything but its
/// model of it; engines send other lines, too.
/// </summary>
internal static class PullRequest
{
    /// <summary>Pulls an image and follows the pull to its end.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="name">The image.</param>
    /// <param name="platform">The platform, <c>linux/amd64</c> for example.</param>
    /// <param name="registryAuth">The header <c>X-Registry-Auth</c>, or <see langword="null"/>.</param>
    /// <param name="pull">Gets the messages.</param>
    /// <param name="cancellationToken">Stops the pull.</param>
    /// <returns>The task of pulling.</returns>
    /// <exception cref="DockerApiException">The engine refused.</exception>
    public static async Task SendAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        ImageReference name,
        string platform,
        string? registryAuth,
        PullProgress pull,
        CancellationToken cancellationToken)
    {
        using var handler = new EngineHandler(connect);
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://engine/images/create?" + Query(name, platform));
        if (registryAuth is not null)
        {
            request.Headers.Add("X-Registry-Auth", registryAuth);
        }

        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new DockerApiException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (EngineMessage.Parse(line) is { } message)
            {
                pull.Add(message);
            }
        }
    }

    private static string Query(ImageReference name, string platform) => string.Join('&', new[]
    {
        ("fromImage", name.Repository),
        ("tag", name.Digest ?? name.Tag ?? string.Empty),
        ("platform", platform),
    }.Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}"));
}
