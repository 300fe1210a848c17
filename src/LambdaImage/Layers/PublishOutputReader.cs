using LambdaImage.Diagnostics;
using LambdaImage.Spec;

namespace LambdaImage.Layers;

/// <summary>
/// Reads the files that a publish lists as a layer. They are read from where publishing copies them from, because the publish folder can
/// hold other files: of an earlier publish, or of another project that is published into the same folder.
/// </summary>
internal static class PublishOutputReader
{
    /// <summary>Reads the files.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="files">The files; of several with the same name the last counts.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2009, 2013 or 2014: a file can't be used or read.</exception>
    public static LayerContents Read(LayerSpec spec, IReadOnlyList<FunctionFile> files, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, LayerEntry>(StringComparer.Ordinal)
        {
            ["."] = new(".", EntryKind.Directory, spec.DirectoryMode ?? EntryMode.Executable),
        };
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EntryName.Check(file.Path);
            CheckIsRelative(file.Path);
            AddFolders(spec, file, entries);
            entries[file.Path] = FileOnDisk.Read(RegularFile(file), file.Path, spec.FileMode);
        }

        return new(spec, [.. entries.Values.Order(Comparer<LayerEntry>.Create(EntryOrder.Compare))]);
    }

    private static void AddFolders(LayerSpec spec, FunctionFile file, Dictionary<string, LayerEntry> entries)
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

    private static FileInfo RegularFile(FunctionFile file)
    {
        // Size and time of a link are its own, not its target's.
        var info = new FileInfo(File.ResolveLinkTarget(file.Source, returnFinalTarget: true)?.FullName ?? file.Source);
        if (!info.Exists)
        {
            throw new LambdaImageException(
                DiagnosticCodes.UnreadableFile,
                $"{Display.Quote(file.Source)}, which is published as {Display.Quote(file.Path)}, is not there. Build the project again, without NoBuild.");
        }

        return FileType.IsRegular(info) ? info : throw new LambdaImageException(
            DiagnosticCodes.UnsupportedLayer,
            $"{Display.Quote(file.Source)}, which is published as {Display.Quote(file.Path)}, is a pipe, a socket or a device. Publish a file.");
    }
}
