using LambdaImage.Oci;

namespace LambdaImage.Pipeline;

/// <summary>A layer of the project in an image that was made.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Destination">The folder of the image that it is unpacked into.</param>
/// <param name="DiffId">The digest of its tar.</param>
/// <param name="Blob">The tar as it is stored where the image was exported to; <see langword="null"/> if only an engine has the image.</param>
internal sealed record ResultLayer(string Name, string Destination, Digest DiffId, Descriptor? Blob);
