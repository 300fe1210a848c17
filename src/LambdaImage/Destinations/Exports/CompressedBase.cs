using LambdaImage.Oci;
using LambdaImage.Sources;

namespace LambdaImage.Destinations.Exports;

/// <summary>A base whose layers are compressed. Registries have such; what <c>docker save</c> writes has tars.</summary>
/// <param name="source">The base's layers.</param>
/// <param name="tars">The tar of each compressed layer.</param>
/// <param name="layers">Compresses.</param>
internal sealed class CompressedBase(IBlobSource source, IReadOnlyDictionary<Digest, Descriptor> tars, LayerBlobs layers) : IBlobSource
{
    /// <summary>Compresses the layers of a base that are not.</summary>
    /// <param name="image">The base.</param>
    /// <param name="layers">Compresses, and remembers what was compressed before.</param>
    /// <param name="cancellationToken">Stops the compressing.</param>
    /// <returns>The base as it goes to a registry.</returns>
    public static async Task<BaseImage> MakeAsync(BaseImage image, LayerBlobs layers, CancellationToken cancellationToken)
    {
        if (image.Layers.All(layer => layer.MediaType != MediaTypes.Layer))
        {
            return image;
        }

        var tars = new Dictionary<Digest, Descriptor>();
        var compressed = new List<Descriptor>();
        foreach (var layer in image.Layers)
        {
            if (layer.MediaType != MediaTypes.Layer)
            {
                compressed.Add(layer);
                continue;
            }

            compressed.Add(await layers.CompressAsync(layer, token => image.Blobs.OpenAsync(layer, token), isNeeded: false, cancellationToken).ConfigureAwait(false));
            tars[compressed[^1].Digest] = layer;
        }

        return image with { Layers = compressed, Blobs = new CompressedBase(image.Blobs, tars, layers) };
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        if (!tars.TryGetValue(blob.Digest, out var tar))
        {
            return await source.OpenAsync(blob, cancellationToken).ConfigureAwait(false);
        }

        await layers.CompressAsync(tar, token => source.OpenAsync(tar, token), isNeeded: true, cancellationToken).ConfigureAwait(false);
        return layers.Open(blob);
    }
}
