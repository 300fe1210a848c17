using System.Globalization;
using LambdaImage.Caching;
using LambdaImage.Engines;
using LambdaImage.Oci;

namespace LambdaImage.Sources;

/// <summary>The layers of images in a containerd store, as their manifests name them. Reading them out of the engine takes time, so they are cached.</summary>
/// <param name="engine">The engine.</param>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="trustsKept">Whether what earlier builds kept is used.</param>
internal sealed class BaseLayers(IEngine engine, string cacheFolder, bool trustsKept = true)
{
    private readonly SharedCache _kept = new(Path.Combine(cacheFolder, "manifests"));

    /// <summary>Finds the layers of a base, as its manifest names them.</summary>
    /// <param name="image">The base, inspected.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The layers, the lowest first; <see langword="null"/> if the engine does not tell.</returns>
    public async Task<IReadOnlyList<Descriptor>?> FindAsync(StoredImage image, CancellationToken cancellationToken)
    {
        // The id is a digest, of the manifest or of an index of those of several platforms; so what it names never changes.
        if (trustsKept && FindCached(image.Id, image) is { } cached && cached.Count == image.Layers.Count)
        {
            return cached;
        }

        var layers = await engine.FindLayersAsync(image, cancellationToken).ConfigureAwait(false);
        if (layers is not null)
        {
            Add(image.Id, image, layers);
        }

        return layers;
    }

    /// <summary>The layers of an image, if they are cached.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="platform">An image of its platform.</param>
    /// <returns>The layers, the lowest first; <see langword="null"/> if they are not cached.</returns>
    public IReadOnlyList<Descriptor>? FindCached(string id, StoredImage platform) => Parse(_kept.Read(NameOf(id, platform)));

    /// <summary>Caches the layers of an image.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="platform">An image of its platform.</param>
    /// <param name="layers">The layers, the lowest first.</param>
    public void Add(string id, StoredImage platform, IEnumerable<Descriptor> layers) => _kept.Write(
        NameOf(id, platform),
        string.Concat(layers.Select(layer => string.Create(CultureInfo.InvariantCulture, $"{layer.MediaType} {layer.Digest} {layer.Size}\n"))));

    /// <summary>Takes the layers of an image out of the cache.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="platform">An image of its platform.</param>
    public void Remove(string id, StoredImage platform) => _kept.Delete(NameOf(id, platform));

    // Hashed, because the engine's message can be a path.
    private static string NameOf(string id, StoredImage platform) =>
        CodeIdentity.Key(CodeIdentity.Value, "manifest", id, platform.Config.Platform.Architecture, platform.Config.Platform.Variant);

    private static List<Descriptor>? Parse(string? text)
    {
        var layers = new List<Descriptor>();
        foreach (var line in (text ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is not [var mediaType, var digest, var size] ||
                Digest.ParseOrNull(digest) is not { } known ||
                !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
            {
                return null;
            }

            layers.Add(new(mediaType, known, bytes));
        }

        return text is null ? null : layers;
    }
}
