using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Layers.Folders;

namespace LambdaImage.Images.Lint;

/// <summary>Whether a zip was made one level too high: with the folder that should be <c>/opt</c>, or with the layer's zip in it.</summary>
internal static class ZipLint
{
    // What runtimes look for in /opt: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html. Tools that are installed
    // into a folder of their own, as AWS's CLI in /opt/awscli, can have a bin and a lib too, but then usually with other things
    // beside them.
    private static readonly HashSet<string> RuntimeFolders = new(StringComparer.Ordinal) { "python", "nodejs", "java", "ruby", "dotnetcore", "extensions" };
    private static readonly HashSet<string> SharedFolders = new(StringComparer.Ordinal) { "bin", "lib" };

    /// <summary>Looks at the top of a zip.</summary>
    /// <param name="layer">The layer that was read from the zip.</param>
    /// <returns>What was seen.</returns>
    public static IEnumerable<BuildMessage> Check(LayerContents layer)
    {
        if (Children(layer, string.Empty) is not [var root])
        {
            yield break;
        }

        if (root.Kind == EntryKind.File && root.Path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.ZipInZip,
                $"The zip {Display.Quote(layer.Spec.Name)} holds only the zip {Display.Quote(root.Path)}, which ends in /opt as a zip. " +
                "Name the inner zip as the layer.",
                layer.Spec.Origin);
        }
        else if (root.Kind == EntryKind.Directory && !IsKnown(root.Path) && HoldsLayer(Children(layer, root.Path + "/"), root.Path.Length + 1))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.NestedRoot,
                $"All of the zip {Display.Quote(layer.Spec.Name)} is in the folder {Display.Quote(root.Path)}, so it ends in /opt/{root.Path}, " +
                "where no runtime looks. Zip the folder's content instead of the folder.",
                layer.Spec.Origin);
        }
    }

    private static bool HoldsLayer(List<LayerEntry> children, int start)
    {
        var folders = children.Where(child => child.Kind == EntryKind.Directory).Select(child => child.Path[start..]).ToList();
        return folders.Exists(RuntimeFolders.Contains) || (folders.Count == children.Count && folders.Count > 0 && folders.TrueForAll(SharedFolders.Contains));
    }

    private static bool IsKnown(string name) => RuntimeFolders.Contains(name) || SharedFolders.Contains(name);

    private static List<LayerEntry> Children(LayerContents layer, string prefix) =>
    [
        .. layer.Entries.Where(entry =>
            entry.Path != "." &&
            entry.Path.StartsWith(prefix, StringComparison.Ordinal) &&
            !entry.Path.AsSpan(prefix.Length).Contains('/') &&
            !DesktopFiles.IsOne(entry.Path, entry.Kind)),
    ];
}
