using LambdaImage.Specification;
using LambdaImage.Specification.Names;

namespace LambdaImage.Layers.Folders;

/// <summary>What stays out of a layer: what a desktop wrote, and what the project excludes. It counts them.</summary>
/// <param name="layer">The layer.</param>
/// <param name="countsFolders">Whether a folder counts, because what it holds is not looked at.</param>
internal sealed class LeftOutFiles(LayerSpec layer, bool countsFolders)
{
    private readonly Glob[] _patterns = [.. layer.Exclude.Select(pattern => new Glob(pattern))];

    /// <summary>How many were written by a desktop.</summary>
    public int DesktopCount { get; private set; }

    /// <summary>How many the project excludes.</summary>
    public int ExcludedCount { get; private set; }

    /// <summary>What to add if nothing is left.</summary>
    public string Reason => ExcludedCount == 0 ? string.Empty : " besides what Exclude leaves out";

    /// <summary>Whether an entry is left out, by itself or with a folder that holds it.</summary>
    /// <param name="path">Its name in the layer: relative, <c>/</c>-separated.</param>
    /// <param name="kind">What it is.</param>
    /// <returns>Whether it is.</returns>
    public bool Covers(string path, EntryKind kind)
    {
        var count = kind != EntryKind.Directory || countsFolders ? 1 : 0;
        if (DesktopFiles.AreLeftOut(layer, path, kind))
        {
            DesktopCount += count;
            return true;
        }

        if (Array.Exists(_patterns, pattern => pattern.IsMatchOrBelow(path)))
        {
            ExcludedCount += count;
            return true;
        }

        return false;
    }
}
