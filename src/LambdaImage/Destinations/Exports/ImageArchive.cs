using System.Globalization;
using System.IO.Pipelines;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Tar;

namespace LambdaImage.Destinations.Exports;

/// <summary>
/// Writes images to files. Both formats are OCI layouts; Docker's has a <c>manifest.json</c> besides, for engines that know no layouts, and
/// its layers need no compression. A file gets its name when it is whole.
/// </summary>
/// <param name="archive">The file.</param>
/// <param name="blobs">Where the content of compressed layers is.</param>
/// <param name="progress">Is told what is written.</param>
internal sealed class ImageArchive(ArchiveSpec archive, BlobCache blobs, IProgress<BuildMessage> progress)
{
    private const int CopyBuffer = 1024 * 1024;

    /// <summary>Writes an image.</summary>
    /// <param name="exported">What it is made of.</param>
    /// <param name="cancellationToken">Stops the writing and leaves what was there.</param>
    /// <returns>The image.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3009: the file can't be written. Or a layer can't be read.</exception>
    public async Task<Image> WriteAsync(ExportedImage exported, CancellationToken cancellationToken)
    {
        var image = await exported.ComposeAsync(cancellationToken).ConfigureAwait(false);
        progress.Report(new(MessageLevel.Normal, $"Writing {archive.Path}"));
        try
        {
            await (archive.IsFolder ? WriteFolderAsync(exported, image, cancellationToken) : WriteFileAsync(exported, image, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw NotWritten(exception);
        }

        return image;
    }

    private Task WriteFileAsync(ExportedImage exported, Image image, CancellationToken cancellationToken) => AtomicFile.WriteAsync(
        archive.Path,
        async (stream, token) =>
        {
            var file = new CodedStream(stream, NotWritten, leaveOpen: true);
            await using (file.ConfigureAwait(false))
            {
                var pipe = PipeWriter.Create(file, new(minimumBufferSize: CopyBuffer, leaveOpen: true));
                using var output = new DigestingWriter(pipe);
                LayerContents? current = null;
                var tar = new TarWriter(output, exported.Spec.Timestamp, exported.Layers.Report.Of(() => current!));
                await WriteAsync(tar, pipe, exported, image, layer => current = layer, token).ConfigureAwait(false);
                await pipe.CompleteAsync().ConfigureAwait(false);
            }
        },
        cancellationToken,
        isDurable: false);

    private async Task WriteAsync(TarWriter tar, PipeWriter pipe, ExportedImage exported, Image image, Action<LayerContents> onLayer, CancellationToken cancellationToken)
    {
        await pipe.WriteAsync(ArchiveStart.Compose(exported.Spec.Timestamp), cancellationToken).ConfigureAwait(false);
        var written = new HashSet<Digest>();
        foreach (var layer in exported.Base.Layers.Where(layer => written.Add(layer.Digest)))
        {
            await CopyAsync(tar, layer, token => exported.Base.Blobs.OpenAsync(layer, token), cancellationToken).ConfigureAwait(false);
        }

        foreach (var (layer, part) in exported.Plan.Layers.Zip(image.Layers).Where(pair => written.Add(pair.Second.Blob.Digest)))
        {
            onLayer(layer);
            await exported.Layers.CopyAsync(layer, OciLayout.FileOf(part.Blob.Digest), tar, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (file, content) in Documents(exported, image))
        {
            await tar.WriteFileAsync(file, content, cancellationToken).ConfigureAwait(false);
        }

        await tar.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(TarWriter tar, Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        var content = await open(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            if (await tar.WriteFileAsync(OciLayout.FileOf(blob.Digest), blob.Size, content, cancellationToken).ConfigureAwait(false) != blob.Digest)
            {
                throw Damaged(blob);
            }
        }
    }

    private async Task WriteFolderAsync(ExportedImage exported, Image image, CancellationToken cancellationToken)
    {
        Disk.CreateFolder(Path.Combine(archive.Path, "blobs", "sha256"));
        foreach (var layer in exported.Base.Layers)
        {
            await CopyAsync(layer, token => exported.Base.Blobs.OpenAsync(layer, token), cancellationToken).ConfigureAwait(false);
        }

        foreach (var (layer, part) in exported.Plan.Layers.Zip(image.Layers))
        {
            await CopyAsync(
                part.Blob,
                async token => blobs.Open(await exported.Layers.FetchAsync(layer, token).ConfigureAwait(false)),
                cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync("oci-layout", ArchiveStart.Layout.ToArray(), cancellationToken).ConfigureAwait(false);
        foreach (var (file, content) in Documents(exported, image))
        {
            await WriteAsync(file, content, cancellationToken).ConfigureAwait(false);
        }
    }

    // What is there under the digest's name is there from an earlier build.
    private async Task CopyAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        var path = Path.Combine(archive.Path, OciLayout.FileOf(blob.Digest));
        if (Disk.FileExists(path) && Disk.FileAt(path).Length == blob.Size)
        {
            return;
        }

        await AtomicFile.WriteAsync(
            path,
            async (stream, token) =>
            {
                using var output = new DigestingWriter(PipeWriter.Create(stream, new(leaveOpen: true)));
                output.Begin();
                var content = await open(token).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    await content.CopyToAsync(output, token).ConfigureAwait(false);
                }

                await output.CompleteAsync().ConfigureAwait(false);
                if (output.End() != blob.Digest)
                {
                    throw Damaged(blob);
                }
            },
            cancellationToken,
            isDurable: false).ConfigureAwait(false);
    }

    private Task WriteAsync(string file, byte[] content, CancellationToken cancellationToken) => AtomicFile.WriteAsync(
        Path.Combine(archive.Path, file),
        async (stream, token) => await stream.WriteAsync(content, token).ConfigureAwait(false),
        cancellationToken,
        isDurable: false);

    private IReadOnlyList<(string File, byte[] Content)> Documents(ExportedImage exported, Image image)
    {
        var documents = OciLayout.Documents(image, exported.Base.Layers, exported.Spec.Names);
        return archive.Format == ArchiveFormat.Oci ? documents
            : [.. documents, (DockerArchive.ManifestFile, DockerArchive.Manifest(
                OciLayout.FileOf(image.Config.Digest),
                exported.Spec.Names,
                exported.Base.Layers.Concat(image.Layers.Select(layer => layer.Blob)).Select(layer => OciLayout.FileOf(layer.Digest))).Content)];
    }

    private LambdaImageException Damaged(Descriptor blob)
    {
        if (blobs.Find(blob.Digest.Hex, blob.Size) is null)
        {
            return new(
                DiagnosticCodes.InvalidBaseArchive,
                $"The archive of the base image can't be used: its layer {blob.Digest} is damaged. Write the archive again.",
                new("LambdaBaseImageArchive"));
        }

        blobs.DeleteDamaged(blob.Digest.Hex);
        return new(
            DiagnosticCodes.BlobCacheNotWritable,
            string.Create(CultureInfo.InvariantCulture, $"The archive {Display.Quote(archive.Path)} was not written: the content of {blob.Digest} was damaged in the cache. It is deleted; build again."));
    }

    private LambdaImageException NotWritten(Exception exception) => new(
        DiagnosticCodes.ArchiveNotWritable,
        $"The archive {Display.Quote(archive.Path)} can't be written: {Display.Clause(exception.Message)}. " +
        "See that its folder is there, that you may write to it, and that its disk has room.",
        new("LambdaImageArchivePath"),
        innerException: exception);
}
