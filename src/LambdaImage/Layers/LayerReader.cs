using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using LambdaImage.Layers.Folders;
using LambdaImage.Layers.Zips;
using LambdaImage.Specification;

namespace LambdaImage.Layers;

/// <summary>Reads whatever a layer is made of: names, modes, links, sizes and times. Files are opened only to guess modes.</summary>
internal static class LayerReader
{
    /// <summary>Reads one layer.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer's entries.</returns>
    /// <exception cref="LambdaImageException">The layer can't be read: LAMBDAIMAGE2007 to 2014.</exception>
    public static LayerContents Read(LayerSpec spec, CancellationToken cancellationToken) => Read(spec, HostFiles.Current, cache: null, cancellationToken);

    /// <summary>Reads one layer.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="files">The host.</param>
    /// <param name="cache">What earlier builds learned by opening files; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer's entries.</returns>
    /// <exception cref="LambdaImageException">The layer can't be read: LAMBDAIMAGE2007 to 2014, or 2024.</exception>
    public static LayerContents Read(LayerSpec spec, HostFiles files, DigestCache? cache, CancellationToken cancellationToken)
    {
        try
        {
            return spec.Kind switch
            {
                LayerKind.Bootstrap => SingleEntry(spec, new("bootstrap", EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = spec.Source }),
                LayerKind.Emulator => SingleEntry(spec, FileOnDisk.Entry(RegularFile(spec, files), "aws-lambda-rie", EntryMode.Executable, files)),
                LayerKind.Function when spec.Files is { } published => new PublishOutputReader(spec, files, cache).Read(published, cancellationToken),
                _ when Disk.FolderExists(spec.Source) => new FolderLayerReader(spec, files, cache, cancellationToken).Read(),
                _ when Disk.FileExists(spec.Source) => ReadFile(spec with { Source = RegularFile(spec, files).Path }, cancellationToken),
                _ => throw new LambdaImageException(
                    DiagnosticCodes.LayerNotFound,
                    $"The layer {Display.Quote(spec.Name)} does not exist: there is no folder or zip at {Display.Quote(spec.Source)}. " +
                    "Correct the path; it is relative to the project."),
            };
        }
        catch (LambdaImageException failure) when (spec.Origin is not null)
        {
            throw failure.At(spec.Origin);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.UnreadableFile,
                $"The layer {Display.Quote(spec.Name)} can't be read: {Display.Sentence(exception.Message)} Check its permissions and that nothing else is writing it.",
                spec.Origin,
                innerException: exception);
        }
    }

    // Size and times of a link are its own, not its target's; and it may lead elsewhere in the next build.
    private static FileState RegularFile(LayerSpec spec, HostFiles files)
    {
        var path = files.RealPath(spec.Source);
        var status = files.Find(path) ?? throw new FileNotFoundException($"There is no file '{path}'.", path);
        return status.Kind == FileKind.File ? new(path, status) : throw new LambdaImageException(
            DiagnosticCodes.UnsupportedLayer,
            $"The layer {Display.Quote(spec.Name)} can't be read: {Display.Quote(path)} is a pipe, a socket or a device. Name a file or a folder.");
    }

    private static LayerContents ReadFile(LayerSpec spec, CancellationToken cancellationToken) =>
        ZipLayerReader.LooksLikeZip(spec.Source)
            ? ZipLayerReader.Read(spec, cancellationToken)
            : throw new LambdaImageException(
                spec.Source.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? DiagnosticCodes.CorruptZip : DiagnosticCodes.UnsupportedLayer,
                $"The layer {Display.Quote(spec.Name)} is neither a folder nor a zip: {Display.Quote(spec.Source)} does not start as a zip does. " +
                "Name a folder, or a zip as published to Lambda.");

    private static LayerContents SingleEntry(LayerSpec spec, LayerEntry entry) =>
        new(spec, [new(".", EntryKind.Directory, EntryMode.Executable), entry]);
}
