using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Pipeline;

/// <summary>An image that stands on the engine.</summary>
/// <param name="Name">Its first name.</param>
/// <param name="Id">The id under which the engine holds it.</param>
/// <param name="Architecture">Its architecture.</param>
/// <param name="Fingerprint">Its content fingerprint, SHA-256 in lower-case hexadecimal.</param>
/// <param name="BaseImage">Its base image.</param>
/// <param name="BaseDigest">The digest of the base in its repository; <see langword="null"/> for a base that was never pulled.</param>
/// <param name="Strategy">How it was made; <see langword="null"/> if it was up to date.</param>
public sealed record ImageResult(
    ImageReference Name,
    string Id,
    LambdaArchitecture Architecture,
    string Fingerprint,
    ImageReference BaseImage,
    Digest? BaseDigest,
    BuildStrategy? Strategy)
{
    /// <summary>Whether it was up to date, so that nothing was built.</summary>
    public bool Skipped => Strategy is null;
}
