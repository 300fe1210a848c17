using LambdaImage.Specification;

namespace LambdaImage.Layers.Folders;

/// <summary>
/// Files that Finder and Explorer put beside a user's own files: <c>.DS_Store</c> and <c>Thumbs.db</c> hold how a window looks,
/// <c>._name</c> and <c>__MACOSX/</c> hold macOS attributes of another file. A Lambda function has no use for them, and they
/// change when somebody only looks into the folder.
/// </summary>
internal static class DesktopFiles
{
    private const string AttributesFolder = "__MACOSX";

    // AppleDouble: https://www.rfc-editor.org/rfc/rfc1740.
    private const string AttributesPrefix = "._";

    /// <summary>Whether an entry is left out of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="path">The entry's name in the layer: relative, <c>/</c>-separated, without a slash at its end.</param>
    /// <param name="kind">What the entry is. No desktop writes links.</param>
    /// <returns>Whether the desktop wrote it, and the layer doesn't keep such files.</returns>
    public static bool AreLeftOut(LayerSpec layer, string path, EntryKind kind) =>
        layer.Kind == LayerKind.Layer && !layer.KeepDesktopFiles && IsOne(path, kind);

    /// <summary>Whether the desktop wrote an entry, to judge by its name.</summary>
    /// <param name="path">The entry's name in the layer.</param>
    /// <param name="kind">What the entry is.</param>
    /// <returns>Whether it did.</returns>
    public static bool IsOne(string path, EntryKind kind)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        var own = kind switch
        {
            EntryKind.Directory => name.SequenceEqual(AttributesFolder),
            EntryKind.File => name.SequenceEqual(".DS_Store") || name.SequenceEqual("Thumbs.db") || name.StartsWith(AttributesPrefix, StringComparison.Ordinal),
            _ => false,
        };
        return own ||
            path.StartsWith(AttributesFolder + "/", StringComparison.Ordinal) ||
            path.Contains("/" + AttributesFolder + "/", StringComparison.Ordinal);
    }
}
