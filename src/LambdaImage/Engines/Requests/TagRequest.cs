using System.Net;
using System.Text;
using LambdaImage.Engines.Http;
using LambdaImage.Oci;

namespace LambdaImage.Engines.Requests;

/// <summary><c>POST /images/{name}/tag</c>: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImageTag.</summary>
internal static class TagRequest
{
    /// <summary>Gives an image a further name.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="id">The image's id.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>Whether there was such an image.</returns>
    /// <exception cref="EngineErrorException">The engine refused.</exception>
    public static async Task<bool> SendAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string id,
        ImageReference name,
        CancellationToken cancellationToken)
    {
        var path = $"/images/{id}/tag?repo={Uri.EscapeDataString(name.Repository)}&tag={Uri.EscapeDataString(name.Tag ?? string.Empty)}";
        using var exchange = await EngineRequest.SendAsync(connect, "POST", path, registryAuth: null, cancellationToken).ConfigureAwait(false);
        var head = await exchange.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        return head.Status switch
        {
            HttpStatusCode.Created or HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw new EngineErrorException(head.Status, Encoding.UTF8.GetString(await exchange.ReadErrorAsync(cancellationToken).ConfigureAwait(false))),
        };
    }
}
