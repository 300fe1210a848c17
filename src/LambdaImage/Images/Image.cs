using System.Globalization;
using LambdaImage.Oci;

namespace LambdaImage.Images;

/// <summary>
/// An image: a base, layers on it, and what its config changes of the base's. Config, manifest and ids follow from these.
/// </summary>
/// <param name="Base">The base's config.</param>
/// <param name="Layers">The layers on the base, the lowest first.</param>
/// <param name="Changes">What the config has besides the base's.</param>
/// <param name="Fingerprint">The content fingerprint.</param>
internal sealed record Image(ImageConfig Base, IReadOnlyList<ImageLayer> Layers, ConfigChanges Changes, string Fingerprint)
{
    /// <summary>The config. Its bytes depend on the image alone and on no engine.</summary>
    public OciDocument Config => field ??= ComposeConfig().ToDocument();

    /// <summary>The manifest.</summary>
    /// <param name="baseLayers">The base's layers as the store has them, the lowest first.</param>
    /// <returns>The manifest.</returns>
    public Manifest Manifest(IReadOnlyList<Descriptor> baseLayers) => new(
        Config.Descriptor,
        [
            .. baseLayers.Select(layer => layer with { MediaType = MediaTypes.ToOci(layer.MediaType) }),
            .. Layers.Select(layer => layer.Blob),
        ]);

    /// <summary>Composes what a plan describes.</summary>
    /// <param name="plan">The plan, all layers included.</param>
    /// <param name="baseImage">The base's config.</param>
    /// <param name="blobs">The plan's layers as they are stored, with the digests of their tars.</param>
    /// <param name="fingerprint">The content fingerprint.</param>
    /// <returns>The image.</returns>
    public static Image Compose(ImagePlan plan, ImageConfig baseImage, IReadOnlyList<LayerBlob> blobs, string fingerprint) => new(
        baseImage,
        [.. plan.Layers.Zip(blobs, (layer, blob) => new ImageLayer(blob.DiffId, blob.Blob, layer.Spec.Destination))],
        ConfigChanges.Of(plan.Spec),
        fingerprint);

    private ImageConfig ComposeConfig()
    {
        var created = DateTimeOffset.FromUnixTimeSeconds(Changes.Created).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Base with
        {
            Created = created,
            Container = Changes.ApplyTo(Base.Container).WithLabels(ImageLabels.WithFingerprint(Changes.Labels, Fingerprint)),
            DiffIds = [.. Base.DiffIds, .. Layers.Select(layer => layer.DiffId)],
            History =
            [
                .. Base.DiffIds.Select(_ => new HistoryEntry(created, $"FROM {Changes.From}")),

                // Without the layer's name: a folder that is renamed holds the same layer.
                .. Layers.Select((layer, index) => new HistoryEntry(
                    created,
                    string.Create(CultureInfo.InvariantCulture, $"LambdaImage.Tasks: layer {index + 1} of {Layers.Count} -> {layer.Destination}"))),
            ],
        };
    }

    /// <summary>What tells a base from others by what an image inherits of it. All engines that hold it agree.</summary>
    /// <param name="baseImage">The base's config.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public static string IdentityOf(ImageConfig baseImage) => (baseImage with { Created = null, History = [] }).ToDocument().Digest.Hex;
}
