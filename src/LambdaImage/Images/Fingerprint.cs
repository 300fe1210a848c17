using LambdaImage.Caching;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Images;

/// <summary>The identity of an image's content: equal exactly when a build would put the same things into the image.</summary>
internal static class Fingerprint
{
    /// <summary>Computes the fingerprint.</summary>
    /// <param name="spec">What is made.</param>
    /// <param name="baseIdentity">What tells the base image from others; the same on all engines.</param>
    /// <param name="layerDigests">The digest of each layer's tar, in order.</param>
    /// <param name="emulatorDigest">That of the emulator which the project itself brings, or <see langword="null"/>.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public static string Compute(ImageSpec spec, string baseIdentity, IReadOnlyList<Digest> layerDigests, Digest? emulatorDigest)
    {
        using var writer = new Sha256Writer();
        writer.Add("lambdaimage");

        // The version and not the identity of the code: a package that was merely compiled again makes the same images.
        writer.Add(LayerKey.Version);
        writer.Add(baseIdentity);
        ConfigChanges.Of(spec).AddTo(writer);
        writer.Add(spec.Architecture.Platform.ToString());
        writer.Add(spec.Timestamp);
        writer.Add(spec.Emulator?.Mode.ToString());
        writer.Add(emulatorDigest?.Hex ?? spec.Emulator?.Image.ToString());
        writer.Add(layerDigests.Count);
        foreach (var digest in layerDigests)
        {
            writer.Add(digest.Hex);
        }

        return writer.End();
    }
}
