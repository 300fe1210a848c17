using LambdaImage.Diagnostics;
using LambdaImage.Spec;

namespace LambdaImage.Layers;

/// <summary>Reads whatever a layer is made of: names, modes, links, sizes and times. Files are not opened.</summary>
internal static class LayerReader
{
    /// <summary>Reads one layer.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer's entries.</returns>
    /// <exception cref="LambdaImageException">The layer can't be read: LAMBDAIMAGE2007 to 2014.</exception>
    public static LayerContents Read(LayerSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            return spec.Kind switch
            {
                LayerKind.Bootstrap => SingleEntry(spec, new("bootstrap", EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = spec.Source }),
                LayerKind.Emulator => SingleEntry(spec, FileOnDisk.Read(RegularFile(spec), "aws-lambda-rie", EntryMode.Executable)),
                LayerKind.Function when spec.Files is { } files => PublishOutputReader.Read(spec, files, cancellationToken),
                _ when Directory.Exists(spec.Source) => new FolderLayerReader(spec, cancellationToken).Read(),
                _ when File.Exists(spec.Source) => ReadFile(spec with { Source = RegularFile(spec).FullName }, cancellationToken),
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LambdaImageException(
                DiagnosticCodes.UnreadableFile,
                $"The layer {Display.Quote(spec.Name)} can't be read: {Display.Sentence(exception.Message)} Check its permissions and that nothing else is writing it.",
                spec.Origin,
                innerException: exception);
        }
    }

    private static FileInfo RegularFile(LayerSpec spec)
    {
        // Length and time of a link are its own, not its target's.
        var file = new FileInfo(File.ResolveLinkTarget(spec.Source, returnFinalTarget: true)?.FullName ?? spec.Source);
        return FileType.IsRegular(file) ? file : throw new LambdaImageException(
            DiagnosticCodes.UnsupportedLayer,
            $"The layer {Display.Quote(spec.Name)} can't be read: {Display.Quote(file.FullName)} is a pipe, a socket or a device. Name a file or a folder.");
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
