using System.Diagnostics;
using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using LambdaImage.Layers.Folders;
using LambdaImage.Layers.Zips;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

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
            return spec.Source switch
            {
                FolderSource folder => Disk.FolderExists(folder.Path)
                    ? new FolderLayerReader(spec, files, cache, cancellationToken).Read(folder.Path)
                    : throw NotFound(spec, folder.Path),
                ZipSource zip => Disk.FileExists(zip.Path)
                    ? ReadZip(spec, zip with { Path = RegularFile(spec, zip.Path, files).Path }, cancellationToken)
                    : throw NotFound(spec, zip.Path),
                PublishOutputSource output => new PublishOutputReader(spec, files, cache).Read(output.Files, cancellationToken),
                FunctionPartSource part => new PublishOutputReader(spec, files, cache).Read(part.Files, cancellationToken),
                FileSource file => SingleEntry(spec, FileOnDisk.Entry(RegularFile(spec, file.Path, files), file.Name, EntryMode.Executable, files)),
                LinkSource link => SingleEntry(spec, new(link.Name, EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = link.Target }),

                // Sources that are somewhere else were replaced by local ones.
                _ => throw new UnreachableException($"The layer {Display.Quote(spec.Name)} is still to be fetched from {spec.Source}."),
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
    private static FileState RegularFile(LayerSpec spec, string source, HostFiles files)
    {
        var path = files.RealPath(source);
        var status = files.Find(path) ?? throw new FileNotFoundException($"There is no file '{path}'.", path);
        return status.Kind == FileKind.File ? new(path, status) : throw new LambdaImageException(
            DiagnosticCodes.UnsupportedLayer,
            $"The layer {Display.Quote(spec.Name)} can't be read: {Display.Quote(path)} is a pipe, a socket or a device. Name a file or a folder.");
    }

    private static LayerContents ReadZip(LayerSpec spec, ZipSource zip, CancellationToken cancellationToken) =>
        ZipLayerReader.LooksLikeZip(zip.Path)
            ? ZipLayerReader.Read(spec with { Source = zip }, zip.Path, cancellationToken)
            : throw new LambdaImageException(
                zip.Path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? DiagnosticCodes.CorruptZip : DiagnosticCodes.UnsupportedLayer,
                $"The layer {Display.Quote(spec.Name)} is neither a folder nor a zip: {Display.Quote(zip.Path)} does not start as a zip does. " +
                "Name a folder, or a zip as published to Lambda.");

    private static LambdaImageException NotFound(LayerSpec spec, string path) => new(
        DiagnosticCodes.LayerNotFound,
        $"The layer {Display.Quote(spec.Name)} does not exist: there is no folder or zip at {Display.Quote(path)}. " +
        "Correct the path; it is relative to the project.");

    private static LayerContents SingleEntry(LayerSpec spec, LayerEntry entry) =>
        new(spec, [new(".", EntryKind.Directory, EntryMode.Executable), entry]);
}
