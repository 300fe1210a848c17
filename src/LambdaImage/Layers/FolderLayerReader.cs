using LambdaImage.Diagnostics;
using LambdaImage.Spec;

namespace LambdaImage.Layers;

/// <summary>Reads a folder of the host as a layer.</summary>
internal sealed class FolderLayerReader
{
    private readonly LayerSpec _spec;
    private readonly CancellationToken _cancellationToken;
    private readonly string _root;
    private readonly List<LayerEntry> _entries = [];
    private int _desktopFiles;

    public FolderLayerReader(LayerSpec spec, CancellationToken cancellationToken)
    {
        _spec = spec;
        _cancellationToken = cancellationToken;
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(spec.Source));
    }

    /// <summary>Reads the folder. A link that stays in the layer stays a link; one that leaves it becomes what it leads to.</summary>
    /// <returns>The layer.</returns>
    public LayerContents Read()
    {
        Walk(new DirectoryInfo(_root), string.Empty, new(string.Empty, _root), [RealPath(_root)]);
        if (_entries.Count == 0)
        {
            throw new LambdaImageException(
                DiagnosticCodes.LayerEmpty,
                $"The layer {Display.Quote(_spec.Name)} is empty: the folder {Display.Quote(_root)} holds no file. " +
                "Fill it before the image is built, or take the layer out.");
        }

        _entries.Add(new(".", EntryKind.Directory, _spec.DirectoryMode ?? EntryMode.Executable));
        _entries.Sort(EntryOrder.Compare);
        return new(_spec, _entries) { DesktopFilesLeftOut = _desktopFiles };
    }

    private void Walk(DirectoryInfo folder, string prefix, Root root, HashSet<string> ancestors)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        foreach (var item in folder.EnumerateFileSystemInfos())
        {
            var path = prefix + item.Name;
            var target = (item.Attributes & FileAttributes.ReparsePoint) != 0 ? item.LinkTarget : null;
            if (target is null && DesktopFiles.AreLeftOut(_spec, path, item is DirectoryInfo ? EntryKind.Directory : EntryKind.File))
            {
                _desktopFiles++;
                continue;
            }

            EntryName.Check(path);
            if (target is not null)
            {
                AddLink(item, path, target, root, ancestors);
            }
            else
            {
                Add(item, path, root, ancestors);
            }
        }
    }

    private void AddLink(FileSystemInfo link, string path, string target, Root root, HashSet<string> ancestors)
    {
        target = target.Replace(Path.DirectorySeparatorChar, '/');
        if (LinkTarget.StaysInside(path[root.Prefix.Length..], target, _spec.Destination, root.IsNoLink))
        {
            if (EntryName.Problem(target) is { } problem)
            {
                throw new LambdaImageException(
                    DiagnosticCodes.InvalidEntryName,
                    $"The target {Display.Quote(target)} of the link {Display.Quote(link.FullName)} can't be used in an image: {problem}. " +
                    "Point it at another name or take it out of the layer.");
            }

            _entries.Add(new(path, EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = target });
            return;
        }

        // The framework reckons '..' on names alone, and would take another file than the link leads to.
        var overLink = LinkTarget.StaysInside(path[root.Prefix.Length..], target, _spec.Destination, _ => true);
        if (overLink || End(link) is not { Exists: true } final)
        {
            throw new LambdaImageException(
                DiagnosticCodes.EscapingLink,
                $"The link {Display.Quote(link.FullName)} leads out of its layer to {Display.Quote(target)}, {(overLink ? "over another link" : "where nothing is")}. " +
                "Point it at a file that exists, which is then put in its place, or at one inside the layer.");
        }

        // Links inside are judged by where they stand on the host: their targets are not brought along.
        Add(final, path, new(path + "/", final.FullName), ancestors);
    }

    private static FileSystemInfo? End(FileSystemInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (IOException)
        {
            // It leads to links that lead to each other.
            return null;
        }
    }

    private void Add(FileSystemInfo item, string path, Root root, HashSet<string> ancestors)
    {
        switch (item)
        {
            case DirectoryInfo directory:
                _entries.Add(new(path, EntryKind.Directory, _spec.DirectoryMode ?? OwnMode(directory)));
                var real = RealPath(directory.FullName);
                if (!ancestors.Add(real))
                {
                    throw new LambdaImageException(
                        DiagnosticCodes.EscapingLink,
                        $"Following the links of the layer {Display.Quote(_spec.Name)} never ends: " +
                        $"{Display.Quote(path)} leads back to {Display.Quote(real)}, which holds it. Remove that link.");
                }

                Walk(directory, path + "/", root, ancestors);
                ancestors.Remove(real);
                break;
            case FileInfo file when FileType.IsRegular(file):
                _entries.Add(FileOnDisk.Read(file, path, _spec.FileMode));
                break;
            default:
                throw new LambdaImageException(
                    DiagnosticCodes.UnsupportedLayer,
                    $"{Display.Quote(item.FullName)} is neither a file, a folder nor a link. Take it out of the layer.");
        }
    }

    private static int OwnMode(DirectoryInfo directory) =>
        OperatingSystem.IsWindows() ? EntryMode.Executable : EntryMode.FromHost(directory.UnixFileMode);

    private static string RealPath(string folder) =>
        Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder;

    // The folder that is read with all that links in it may lead to: the layer's, or one that stands in a link's place.
    private readonly record struct Root(string Prefix, string Folder)
    {
        public bool IsNoLink(string path) => new DirectoryInfo(Path.Combine(Folder, path)).LinkTarget is null;
    }
}
