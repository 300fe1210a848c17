using LambdaImage.Diagnostics;
using LambdaImage.Specification;

namespace LambdaImage.Layers.Zips;

/// <summary>The errors that a zip layer can cause, each located at the layer's declaration.</summary>
/// <param name="spec">The layer.</param>
/// <param name="path">The zip.</param>
internal sealed class ZipFailures(LayerSpec spec, string path)
{
    /// <summary>The zip is damaged.</summary>
    /// <param name="why">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    /// <returns>LAMBDAIMAGE2010.</returns>
    public LambdaImageException Corrupt(string why, Exception? innerException = null) => new(
        DiagnosticCodes.CorruptZip,
        $"The zip layer {Display.Quote(spec.Name)} is corrupt: {Display.Sentence(why)} Make or download {Display.Quote(path)} again.",
        spec.Origin,
        innerException: innerException);

    /// <summary>The zip would write outside the layer, or become far too large.</summary>
    /// <param name="why">What is wrong.</param>
    /// <returns>LAMBDAIMAGE2011.</returns>
    public LambdaImageException Unsafe(string why) => new(
        DiagnosticCodes.UnsafeZipEntry,
        $"The zip layer {Display.Quote(spec.Name)} is rejected: {why}. Make the zip again from files you trust ({path}).",
        spec.Origin);

    /// <summary>The zip uses a feature that can't be read.</summary>
    /// <param name="why">Which one.</param>
    /// <returns>LAMBDAIMAGE2027.</returns>
    public LambdaImageException Unsupported(string why) => new(
        DiagnosticCodes.UnsupportedZip,
        $"The zip layer {Display.Quote(spec.Name)} can't be read: {why}. Make {Display.Quote(path)} again as one file, " +
        "without a password, with its entries stored or deflated, as 'zip -r' does.",
        spec.Origin);

    /// <summary>Two entries have the same name.</summary>
    /// <param name="name">The name of the second one.</param>
    /// <returns>LAMBDAIMAGE2028.</returns>
    public LambdaImageException NamedTwice(string name) => new(
        DiagnosticCodes.NamedTwice,
        $"The zip layer {Display.Quote(spec.Name)} names {Display.Quote(name)} twice, so it is unclear which entry is meant. " +
        $"Make {Display.Quote(path)} again, with each file in it once.",
        spec.Origin);
}
