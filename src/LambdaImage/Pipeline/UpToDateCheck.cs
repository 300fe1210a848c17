using LambdaImage.Caching;
using LambdaImage.Images;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Tar;

namespace LambdaImage.Pipeline;

/// <summary>
/// Tells whether an image is what a build would make, with as little work as that takes: without an image that may be it no layer
/// is read, and of what earlier builds remember nothing is asked again.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="digests">The digests of its layers.</param>
/// <param name="cache">What earlier builds learned of the base.</param>
/// <param name="baseId">The id under which the engine has the base.</param>
/// <param name="inspectBase">Asks the engine for all that it knows of the base.</param>
internal sealed class UpToDateCheck(
    ImagePlan plan,
    LayerDigests digests,
    DigestCache cache,
    string baseId,
    Func<CancellationToken, Task<StoredImage>> inspectBase)
{
    /// <summary>Whether it is known without reading a file which image a build would make; one that has to be read has most likely changed.</summary>
    /// <param name="images">The images that the engine has.</param>
    /// <returns>Whether <see cref="FindAsync"/> reads no file, and may find an image.</returns>
    public bool IsKnown(IReadOnlyList<StoredImage> images) =>
        !plan.Spec.ForceBuild &&
        images.Any(image => image.Has(plan.Spec.Names[0])) &&
        LayersOf(plan).All(layer => digests.Find(layer) is not null);

    /// <summary>The fingerprint of what a build would make. Reads layers if their digests are not known yet.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The content fingerprint.</returns>
    public async Task<string> FingerprintAsync(CancellationToken cancellationToken)
    {
        // An id is a digest, so what it names never changes. It can name an index, which is the same for all architectures.
        var key = CodeIdentity.Key(CodeIdentity.Value, "base", baseId, plan.Spec.Architecture.Platform.ToString());
        if (cache.Find(key) is not { } identity)
        {
            identity = Image.IdentityOf((await inspectBase(cancellationToken).ConfigureAwait(false)).Config);
            cache.Add(key, identity);
        }

        return await FingerprintAsync(plan, digests, identity, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The fingerprint of what a plan makes on a base. Reads layers if their digests are not known yet.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="digests">The digests of its layers.</param>
    /// <param name="baseIdentity">What tells the base from others.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The content fingerprint.</returns>
    public static async Task<string> FingerprintAsync(ImagePlan plan, LayerDigests digests, string baseIdentity, CancellationToken cancellationToken)
    {
        var all = await digests.ReadAsync(LayersOf(plan), cancellationToken).ConfigureAwait(false);
        return Fingerprint.Compute(plan.Spec, baseIdentity, [.. all.Take(plan.Layers.Count)], all.ElementAtOrDefault(plan.Layers.Count));
    }

    /// <summary>Finds the image that a build would make.</summary>
    /// <param name="images">The images that the engine has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The image; <see langword="null"/> if none is up to date, or if it is to be built in any case.</returns>
    public async Task<StoredImage?> FindAsync(IReadOnlyList<StoredImage> images, CancellationToken cancellationToken) =>
        !plan.Spec.ForceBuild &&
        images.FirstOrDefault(image => image.Has(plan.Spec.Names[0])) is { } image &&
        image.Labels.TryGetValue(ImageLabels.Fingerprint, out var label) &&
        label == await FingerprintAsync(cancellationToken).ConfigureAwait(false)
            ? image
            : null;

    private static IReadOnlyList<LayerContents> LayersOf(ImagePlan plan) => plan.Emulator is null ? plan.Layers : [.. plan.Layers, plan.Emulator];
}
