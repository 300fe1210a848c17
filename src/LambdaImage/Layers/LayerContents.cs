using LambdaImage.Spec;

namespace LambdaImage.Layers;

/// <summary>A layer as read: its entries in the order in which they are sent, parents before children.</summary>
/// <param name="Spec">What the layer was asked to be.</param>
/// <param name="Entries">The entries; the first is <c>.</c>, the destination folder itself.</param>
/// <param name="Resource">What the entries' content is read through, disposed of with the layer.</param>
internal sealed record LayerContents(LayerSpec Spec, IReadOnlyList<LayerEntry> Entries, IDisposable? Resource = null) : IDisposable
{
    /// <summary>The number of files.</summary>
    public int FileCount => Entries.Count(entry => entry.Kind == EntryKind.File);

    /// <summary>The files' bytes together.</summary>
    public long TotalSize => Entries.Sum(entry => entry.Size);

    /// <inheritdoc/>
    public void Dispose() => Resource?.Dispose();
}
