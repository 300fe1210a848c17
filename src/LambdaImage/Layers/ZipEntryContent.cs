using System.IO.Compression;

namespace LambdaImage.Layers;

/// <summary>An entry of a zip as a layer's content. The archive stays open while the layer is in use.</summary>
/// <param name="state">The zip as it was planned.</param>
/// <param name="entry">The entry.</param>
internal sealed class ZipEntryContent(FileState state, ZipArchiveEntry entry) : IEntryContent
{
    /// <inheritdoc/>
    public FileState State => state;

    /// <inheritdoc/>
    public Stream Open() => entry.Open();
}
