using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Sources;
using LambdaImage.Specification;

namespace LambdaImage.Destinations.Exports;

/// <summary>An image that goes to a place that no engine is needed for.</summary>
/// <param name="Plan">The plan, all layers included.</param>
/// <param name="Base">The base.</param>
/// <param name="Layers">The plan's layers as they are stored.</param>
/// <param name="FingerprintAsync">Computes the fingerprint, by reading layers if their digests are not known yet.</param>
internal sealed record ExportedImage(ImagePlan Plan, BaseImage Base, LayerBlobs Layers, Func<CancellationToken, Task<string>> FingerprintAsync)
{
    /// <summary>What is made.</summary>
    public ImageSpec Spec => Plan.Spec;

    /// <summary>Whether the image is known without reading a layer.</summary>
    public bool IsKnown => Plan.Layers.All(layer => Layers.Find(layer) is not null);

    /// <summary>Composes the image.</summary>
    /// <param name="cancellationToken">Stops the reading of layers.</param>
    /// <returns>The image.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">A layer can't be read.</exception>
    public async Task<Image> ComposeAsync(CancellationToken cancellationToken)
    {
        var blobs = await Layers.GetAsync(Plan.Layers, cancellationToken).ConfigureAwait(false);
        return Image.Compose(Plan, Base.Config, blobs, await FingerprintAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The manifest of the image.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The manifest.</returns>
    public OciDocument ManifestOf(Image image) => image.Manifest(Base.Layers).ToDocument();
}
