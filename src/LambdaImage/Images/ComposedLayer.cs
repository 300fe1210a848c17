namespace LambdaImage.Images;

/// <summary>A layer of an image that was put together here: an unpacked tar.</summary>
/// <param name="Digest">The tar's SHA-256 in lower-case hexadecimal.</param>
/// <param name="Size">The tar's length in bytes.</param>
/// <param name="File">Its name in an archive.</param>
internal sealed record ComposedLayer(string Digest, long Size, string File);
