using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using LambdaImage.Specification;

namespace LambdaImage.Layers.Folders;

/// <summary>Reads a folder of the host as a layer.</summary>
internal sealed class FolderLayerReader
{
    /// <summary>How many files and folders links out of a layer may bring along. Links to folders of links multiply.</summary>
    public const int MostCopied = 100_000;

    private readonly LayerSpec _spec;
    private readonly HostFiles _files;
    private readonly GuessedModes _modes;
    private readonly CancellationToken _cancellationToken;
    private readonly LeftOutFiles _leftOut;
    private readonly List<LayerEntry> _entries = [];
    private readonly List<ExternalLink> _externalLinks = [];

    // Without links, so each names one folder.
    private readonly HashSet<string> _ancestors;
    private int _copied;

    public FolderLayerReader(
        LayerSpec spec, HostFiles files, DigestCache? cache, CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        _spec = spec;
        _files = files;
        _leftOut = new(spec, countsFolders: true);
        _modes = new(files, cache, clock ?? TimeProvider.System);
        _cancellationToken = cancellationToken;
        _ancestors = new(StringComparer.FromComparison(files.Paths.Comparison));
    }

    /// <summary>Reads the folder. A link that stays in the layer stays a link; one that leaves it becomes what it leads to.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The layer.</returns>
    public LayerContents Read(string path)
    {
        // The layer is what the path leads to now: a link on its way may lead elsewhere in the next build.
        var root = _files.RealPath(path);
        _ancestors.Add(root);
        Walk(root, string.Empty, new(string.Empty, root));
        if (_entries.Count == 0)
        {
            throw new LambdaImageException(
                DiagnosticCodes.LayerEmpty,
                $"The layer {Display.Quote(_spec.Name)} is empty: the folder {Display.Quote(path)} holds no file{_leftOut.Reason}. " +
                "Fill it before the image is built, or take the layer out.");
        }

        _entries.Add(new(".", EntryKind.Directory, _spec.DirectoryMode ?? EntryMode.Executable));
        _entries.Sort(EntryOrder.Compare);
        return new(_spec, _entries) { DesktopFilesLeftOut = _leftOut.DesktopCount, ExcludedCount = _leftOut.ExcludedCount, ExternalLinks = _externalLinks };
    }

    private void Walk(string folder, string prefix, Root root)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        foreach (var (name, status) in _files.List(folder))
        {
            var path = prefix + name;
            if (_leftOut.Covers(path, KindOf(status)))
            {
                continue;
            }

            EntryName.Check(path);
            var source = _files.Paths.Join(folder, name);
            if (status.Kind == FileKind.Link && _files.ReadLink(source) is { } target)
            {
                AddLink(source, path, target, root);
            }
            else
            {
                Add(new(source, status), path, root, link: null);
            }
        }
    }

    private static EntryKind KindOf(in FileStatus status) => status.Kind switch
    {
        FileKind.Link => EntryKind.SymbolicLink,
        FileKind.Directory => EntryKind.Directory,
        _ => EntryKind.File,
    };

    private void AddLink(string link, string path, string target, Root root)
    {
        var inImage = _files.Paths.ToImage(target);
        var own = path[root.Prefix.Length..];

        // An absolute target can be a path of the image; a drive letter can't.
        var canBeInImage = !_files.Paths.IsAbsolute(target) || inImage.StartsWith('/');
        var kept = canBeInImage && LinkTarget.StaysInside(own, inImage, _spec.Destination, name => IsFolder(root, name))
            ? inImage
            : Below(root, link, target) is { } below ? LinkTarget.Relative(own, below) : null;
        if (kept is null)
        {
            Copy(link, path, target);
            return;
        }

        if (EntryName.Problem(kept) is { } problem)
        {
            throw new LambdaImageException(
                DiagnosticCodes.InvalidEntryName,
                $"The target {Display.Quote(kept)} of the link {Display.Quote(link)} can't be used in an image: {problem}. " +
                "Point it at another name or take it out of the layer.");
        }

        _entries.Add(new(path, EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = kept });
    }

    private bool IsFolder(Root root, string name) =>
        name.Length == 0 || _files.Find(_files.Paths.Join(root.Folder, _files.Paths.FromImage(name)))?.Kind == FileKind.Directory;

    // Where a target is in the layer, as the host finds it; junctions and many tools write absolute targets.
    private string[]? Below(Root root, string link, string target)
    {
        try
        {
            return _files.Paths.Below(root.Folder, _files.RealParent(_files.Paths.Resolve(_files.Paths.Parent(link), target)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Copy(string link, string path, string target)
    {
        if (End(link) is not { } end)
        {
            throw new LambdaImageException(
                DiagnosticCodes.EscapingLink,
                $"The link {Display.Quote(link)} leads out of its layer to {Display.Quote(target)}, where nothing is. " +
                "Point it at a file that exists, which is then put in its place, or at one inside the layer.");
        }

        if (_spec.ExternalLinks == ExternalLinks.Refuse)
        {
            throw new LambdaImageException(
                DiagnosticCodes.EscapingLink,
                $"The link {Display.Quote(link)} leads out of its layer to {Display.Quote(end.Path)}, and ExternalLinks of the layer is Refuse. " +
                "Remove the link, or set ExternalLinks to Warn or Allow to have a copy of its target in the image.");
        }

        // Links inside are judged by where they stand on the host: their targets are not brought along.
        _externalLinks.Add(new(path, end.Path));
        Add(end, path, new(path + "/", end.Path), link);
    }

    private FileState? End(string link)
    {
        try
        {
            var path = _files.RealPath(link);
            return _files.Find(path) is { } status ? new(path, status) : null;
        }
        catch (IOException)
        {
            // It leads to links that lead to each other.
            return null;
        }
    }

    private void Add(FileState item, string path, Root root, string? link)
    {
        if (root.Prefix.Length > 0 && ++_copied > MostCopied)
        {
            throw new LambdaImageException(
                DiagnosticCodes.TooManyLinkedFiles,
                $"Links out of the layer {Display.Quote(_spec.Name)} lead to more than {MostCopied} files and folders; the last one read was {Display.Quote(path)}. " +
                "Links to folders that hold links multiply what is copied. Remove some of them, or point them into the layer.");
        }

        switch (item.Status.Kind)
        {
            case FileKind.Directory:
                _entries.Add(new(path, EntryKind.Directory, _spec.DirectoryMode ?? OwnMode(item.Status)));
                if (!_ancestors.Add(item.Path))
                {
                    throw new LambdaImageException(
                        DiagnosticCodes.EscapingLink,
                        $"Following the links of the layer {Display.Quote(_spec.Name)} never ends: " +
                        $"{Display.Quote(path)} leads back to {Display.Quote(item.Path)}, which holds it. Remove that link.");
                }

                Walk(item.Path, path + "/", root);
                _ancestors.Remove(item.Path);
                break;
            case FileKind.File:
                _entries.Add(FileOnDisk.Entry(item, path, _spec.FileMode ?? (_files.HasModes ? EntryMode.FromHost(item.Status.Mode) : _modes.Of(item, path)), _files));
                break;
            default:
                throw new LambdaImageException(
                    DiagnosticCodes.UnsupportedLayer,
                    link is null
                        ? $"{Display.Quote(item.Path)} is neither a file, a folder nor a link. Take it out of the layer."
                        : $"The link {Display.Quote(link)} leads to {Display.Quote(item.Path)}, which is neither a file nor a folder. Take the link out of the layer.");
        }
    }

    private int OwnMode(in FileStatus folder) => _files.HasModes ? EntryMode.FromHost(folder.Mode) : EntryMode.Executable;

    // The folder that is read with all that links in it may lead to: the layer's, or one that stands in a link's place.
    private readonly record struct Root(string Prefix, string Folder);
}
