using LambdaImage.Oci;

namespace LambdaImage.Images;

/// <summary>A layer of an image: a tar that is not compressed.</summary>
/// <param name="DiffId">The tar's digest.</param>
/// <param name="Size">The tar's length in bytes.</param>
/// <param name="Destination">The folder that it is for, for the image's history.</param>
internal sealed record ImageLayer(Digest DiffId, long Size, string Destination);
