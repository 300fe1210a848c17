using System.Globalization;
using LambdaImage.Engine;
using LambdaImage.Layers;

namespace LambdaImage.Build;

/// <summary>The packed layers of base images in a containerd store. Reading them out of the engine takes time, so they are kept.</summary>
/// <param name="engine">The engine.</param>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="trustsKept">Whether what earlier builds kept is used.</param>
internal sealed class BaseLayers(IEngine engine, string cacheFolder, bool trustsKept = true)
{
    private readonly SharedFolder _kept = new(Path.Combine(cacheFolder, "manifests"));

    /// <summary>Finds the packed layers of a base.</summary>
    /// <param name="image">The base, inspected.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The layers, the lowest first; <see langword="null"/> if the engine does not tell.</returns>
    public async Task<IReadOnlyList<LayerDescriptor>?> FindAsync(EngineImage image, CancellationToken cancellationToken)
    {
        // The id is a digest, of the manifest or of an index of those of several platforms; so what it names never changes.
        var name = NameOf(image);
        if (trustsKept && Parse(_kept.Read(name)) is { } kept && kept.Count == image.Layers.Count)
        {
            return kept;
        }

        var layers = await engine.FindLayersAsync(image, cancellationToken).ConfigureAwait(false);
        if (layers is not null)
        {
            _kept.Write(name, string.Concat(layers.Select(layer =>
                string.Create(CultureInfo.InvariantCulture, $"{layer.MediaType} {layer.Digest} {layer.Size}\n"))));
        }

        return layers;
    }

    // Hashed, because the engine's words can be a path.
    private static string NameOf(EngineImage image) =>
        CodeIdentity.Key(CodeIdentity.Value, "manifest", image.Id, image.Architecture, image.Variant);

    private static List<LayerDescriptor>? Parse(string? text)
    {
        var layers = new List<LayerDescriptor>();
        foreach (var line in (text ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is not [var mediaType, var digest, var size] || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
            {
                return null;
            }

            layers.Add(new(mediaType, digest, bytes));
        }

        return text is null ? null : layers;
    }
}
