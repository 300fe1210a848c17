namespace LambdaImage.Images;

/// <summary>A layer of an image: a tar that is not compressed.</summary>
/// <param name="Digest">The tar's SHA-256 in lower-case hexadecimal.</param>
/// <param name="Size">The tar's length in bytes.</param>
/// <param name="Destination">The folder that it is for, for the image's history.</param>
internal sealed record ImageLayer(string Digest, long Size, string Destination);
