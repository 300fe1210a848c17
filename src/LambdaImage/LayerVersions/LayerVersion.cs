namespace LambdaImage.LayerVersions;

/// <summary>What Lambda says about the content of a layer version.</summary>
/// <param name="Location">Where the zip is, for some minutes and for everyone who has the address: it must not be shown.</param>
/// <param name="Sha256">The zip's SHA-256, in lower-case hexadecimal.</param>
/// <param name="Size">The zip's length in bytes.</param>
internal sealed record LayerVersion(Uri Location, string Sha256, long Size);
