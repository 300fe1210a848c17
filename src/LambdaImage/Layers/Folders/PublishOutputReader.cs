using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using LambdaImage.Specification;

namespace LambdaImage.Layers.Folders;

/// <summary>
/// Reads the files that a publish lists as a layer. They are read from where publishing copies them from, because the publish folder can
/// hold other files: of an earlier publish, or of another project that is published into the same folder.
/// </summary>
/// <param name="spec">The layer.</param>
/// <param name="files">The host.</param>
/// <param name="cache">What earlier builds learned by opening files; <see langword="null"/> for nothing.</param>
internal sealed class PublishOutputReader(LayerSpec spec, HostFiles files, DigestCache? cache)
{
    private readonly GuessedModes _modes = new(files, cache, TimeProvider.System);

    // Many files are from one folder.
    private readonly Dictionary<string, string> _realFolders = new(StringComparer.Ordinal);

    /// <summary>Reads the files.</summary>
    /// <param name="published">The files; of several with the same name the last counts.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2009, 2013 or 2014: a file can't be used or read.</exception>
    public LayerContents Read(IReadOnlyList<FunctionFile> published, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, LayerEntry>(StringComparer.Ordinal)
        {
            ["."] = new(".", EntryKind.Directory, spec.DirectoryMode ?? EntryMode.Executable),
        };
        foreach (var file in published)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EntryName.Check(file.Path);
            CheckIsRelative(file.Path);
            AddFolders(file, entries);
            var state = RegularFile(file);
            var mode = spec.FileMode ?? (files.HasModes ? EntryMode.FromHost(state.Status.Mode) : _modes.Of(state, file.Path));
            entries[file.Path] = FileOnDisk.Entry(state, file.Path, mode, files);
        }

        return new(spec, [.. entries.Values.Order(Comparer<LayerEntry>.Create(EntryOrder.Compare))]);
    }

    private void AddFolders(FunctionFile file, Dictionary<string, LayerEntry> entries)
    {
        for (var slash = file.Path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = file.Path.IndexOf('/', slash + 1))
        {
            var folder = file.Path[..slash];
            entries.TryAdd(folder, new(folder, EntryKind.Directory, spec.DirectoryMode ?? EntryMode.Executable));
        }
    }

    private static void CheckIsRelative(string path)
    {
        if (path.Length == 0 || path.Split('/').Contains(".."))
        {
            throw new LambdaImageException(
                DiagnosticCodes.InvalidEntryName,
                $"The name {Display.Quote(path)} can't be used in an image: it leads out of the publish folder. Set the item's RelativePath or Link to a name below it.");
        }
    }

    private FileState RegularFile(FunctionFile file)
    {
        if (Find(file.Source) is not { } state)
        {
            throw new LambdaImageException(
                DiagnosticCodes.UnreadableFile,
                $"{Display.Quote(file.Source)}, which is published as {Display.Quote(file.Path)}, is not there. Build the project again, without NoBuild.");
        }

        return state.Status.Kind == FileKind.File ? state : throw new LambdaImageException(
            DiagnosticCodes.UnsupportedLayer,
            $"{Display.Quote(file.Source)}, which is published as {Display.Quote(file.Path)}, is a pipe, a socket or a device. Publish a file.");
    }

    // Size and times of a link are its own, not its target's; and it may lead elsewhere in the next build.
    private FileState? Find(string source)
    {
        var folder = files.Paths.Parent(source);
        if (!_realFolders.TryGetValue(folder, out var real))
        {
            _realFolders[folder] = real = files.RealPath(folder);
        }

        var path = files.Paths.Join(real, Path.GetFileName(source));
        var status = files.Find(path);
        if (status?.Kind == FileKind.Link)
        {
            path = files.RealPath(path);
            status = files.Find(path);
        }

        return status is { } known ? new(path, known) : null;
    }
}
