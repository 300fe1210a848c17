using System.Formats.Tar;
using System.Text.Json;
using LambdaImage.Engines.Http;
using LambdaImage.Json;
using LambdaImage.Oci;

namespace LambdaImage.Engines.Requests;

/// <summary>
/// Reads an image's manifest out of <c>GET /images/{name}/get</c>; no other request tells it. A containerd store sends its
/// blobs as they lie, the packed layers among them, so that this costs about as much as copying those.
/// </summary>
internal static class ManifestRequest
{
    private const string BlobFolder = "blobs/sha256/";

    /// <summary>Reads which layers an image is made of.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="path">The path and query of the export.</param>
    /// <param name="image">The image, inspected. An engine may send it for other platforms, too.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The image's layers, the lowest first; <see langword="null"/> if the engine sent no manifest of it.</returns>
    /// <exception cref="EngineErrorException">The engine refused.</exception>
    public static async Task<IReadOnlyList<Descriptor>?> FindLayersAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string path,
        StoredImage image,
        CancellationToken cancellationToken) =>
        (await SendAsync(
            connect,
            path,
            config => config.DiffIds.SequenceEqual(image.Layers),
            layers => layers.Count == image.Layers.Count,
            cancellationToken).ConfigureAwait(false))?.Layers;

    /// <summary>Reads the config of an image for one platform.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="path">The path and query of the export.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The config, a JSON document; <see langword="null"/> if the engine sent none for that platform.</returns>
    /// <exception cref="EngineErrorException">The engine refused.</exception>
    public static async Task<string?> FindConfigAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string path,
        Platform platform,
        CancellationToken cancellationToken) =>
        (await SendAsync(connect, path, config => platform.Accepts(config.Platform), _ => true, cancellationToken).ConfigureAwait(false))?.Config;

    private static async Task<(string Config, IReadOnlyList<Descriptor> Layers)?> SendAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string path,
        Func<ImageConfig, bool> isConfig,
        Func<IReadOnlyList<Descriptor>, bool> fit,
        CancellationToken cancellationToken)
    {
        using var exchange = await EngineRequest.SendAsync(connect, "GET", path, registryAuth: null, cancellationToken).ConfigureAwait(false);
        await exchange.EnsureAcceptedAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAsync(exchange.Body, isConfig, fit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or OverflowException)
        {
            throw new JsonException("no image archive", exception);
        }
    }

    private static async Task<(string Config, IReadOnlyList<Descriptor> Layers)?> ReadAsync(
        Stream archive,
        Func<ImageConfig, bool> isConfig,
        Func<IReadOnlyList<Descriptor>, bool> fit,
        CancellationToken cancellationToken)
    {
        using var tar = new TarReader(archive);
        var layersByConfig = new Dictionary<Digest, IReadOnlyList<Descriptor>>();
        (Digest Digest, string Text)? wanted = null;
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (!entry.Name.StartsWith(BlobFolder, StringComparison.Ordinal) ||
                Digest.ParseOrNull("sha256:" + entry.Name[BlobFolder.Length..]) is not { } digest ||
                await ReadDocumentAsync(entry, cancellationToken).ConfigureAwait(false) is not { } document)
            {
                continue;
            }

            if (OrNull(document, Manifest.Read) is { } manifest)
            {
                layersByConfig[manifest.Config.Digest] = manifest.Layers;
            }
            else if (ForeignJson.Member(document, "rootfs", JsonValueKind.Object) is not null && OrNull(document, ImageConfig.Read) is { } config && isConfig(config))
            {
                wanted = (digest, document.GetRawText());
            }

            // The rest are layers.
            if (wanted is { } found && layersByConfig.TryGetValue(found.Digest, out var layers) && fit(layers))
            {
                return (found.Text, layers);
            }
        }

        return null;
    }

    private static async Task<JsonElement?> ReadDocumentAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.DataStream is not { } content || entry.Length is 0 or > OciDocument.LargestSize)
        {
            return null;
        }

        var bytes = new byte[entry.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        try
        {
            return bytes[0] == '{' ? ForeignJson.Parse(bytes) : null;
        }
        catch (JsonException)
        {
            // A small layer that starts like a document.
            return null;
        }
    }

    private static T? OrNull<T>(JsonElement document, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            return read(document);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
