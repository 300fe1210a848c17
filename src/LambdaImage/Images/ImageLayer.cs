using LambdaImage.Oci;

namespace LambdaImage.Images;

/// <summary>A layer of an image.</summary>
/// <param name="DiffId">The digest of its tar.</param>
/// <param name="Blob">The tar as it is stored, which may be compressed.</param>
/// <param name="Destination">The folder that it is for, for the image's history.</param>
internal sealed record ImageLayer(Digest DiffId, Descriptor Blob, string Destination);
