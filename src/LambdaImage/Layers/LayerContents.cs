using LambdaImage.Layers.Folders;
using LambdaImage.Specification;

namespace LambdaImage.Layers;

/// <summary>A layer as read: its entries in the order in which they are sent, parents before children.</summary>
/// <param name="Spec">What the layer was asked to be.</param>
/// <param name="Entries">The entries; the first is <c>.</c>, the destination folder itself.</param>
/// <param name="Resource">What the entries' content is read through, disposed of with the layer.</param>
internal sealed record LayerContents(LayerSpec Spec, IReadOnlyList<LayerEntry> Entries, IDisposable? Resource = null) : IDisposable
{
    private List<LayerEntry>? _fromRoot;

    /// <summary>The function that it is a part of; <see langword="null"/> if it is no part.</summary>
    public LayerContents? Whole { get; init; }

    /// <summary>How many files that Finder or Explorer wrote are not in <see cref="Entries"/>.</summary>
    public int DesktopFilesLeftOut { get; init; }

    /// <summary>How many entries are left out because the project says so. A folder can count as one.</summary>
    public int ExcludedCount { get; init; }

    /// <summary>The links that a copy of their target took the place of.</summary>
    public IReadOnlyList<ExternalLink> ExternalLinks { get; init; } = [];

    /// <summary>The number of files.</summary>
    public int FileCount => Entries.Count(entry => entry.Kind == EntryKind.File);

    /// <summary>The files' bytes together.</summary>
    public long TotalSize => Entries.Sum(entry => entry.Size);

    /// <summary>
    /// The entries with their names from the image's root, the folders on the way to the destination included. An engine makes
    /// folders that it is not told of with the present time, and some heed no entry for the folder that they unpack into; so
    /// all are named, and unpacked into the root.
    /// </summary>
    /// <returns>The entries, parents before children.</returns>
    public IReadOnlyList<LayerEntry> FromRoot() => _fromRoot ??= NameFromRoot();

    /// <inheritdoc/>
    public void Dispose() => Resource?.Dispose();

    private List<LayerEntry> NameFromRoot()
    {
        var destination = Spec.Destination[1..];
        var entries = new List<LayerEntry>(Entries.Count + 1);
        for (var slash = destination.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = destination.IndexOf('/', slash + 1))
        {
            entries.Add(new(destination[..slash], EntryKind.Directory, EntryMode.Executable));
        }

        entries.AddRange(Entries.Select(entry => entry with { Path = entry.Path == "." ? destination : $"{destination}/{entry.Path}" }));
        return entries;
    }
}
