using LambdaImage.Oci;

namespace LambdaImage.Images;

/// <summary>A layer as it is stored.</summary>
/// <param name="DiffId">The digest of its tar.</param>
/// <param name="Blob">The tar as it is stored, which may be compressed.</param>
internal sealed record LayerBlob(Digest DiffId, Descriptor Blob)
{
    /// <summary>A tar that is stored as it is.</summary>
    /// <param name="diffId">Its digest.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <returns>The layer.</returns>
    public static LayerBlob Plain(Digest diffId, long size) => new(diffId, new(MediaTypes.Layer, diffId, size));
}
