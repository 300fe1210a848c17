namespace LambdaImage.Layers;

/// <summary>One file, folder or link of a layer, as it will stand in the image.</summary>
/// <param name="Path">Its name below the layer's destination: relative, <c>/</c>-separated; <c>.</c> is the destination itself.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Its permission bits.</param>
internal sealed record LayerEntry(string Path, EntryKind Kind, int Mode)
{
    /// <summary>A file's length in bytes; otherwise 0.</summary>
    public long Size { get; init; }

    /// <summary>A link's target, as the link holds it; otherwise <see langword="null"/>.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>A file's bytes; otherwise <see langword="null"/>.</summary>
    public IEntryContent? Content { get; init; }
}
