using System.IO.Pipelines;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Layers;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>
/// Sends a plan's layers as an archive that is made while it is sent; no more of it is in memory than the pipe between maker
/// and sender holds. What each layer's digest is becomes known on the way.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="blobs">The layers as the engine's store has them; learns their digests.</param>
/// <param name="progress">Is told of each layer, of what is seen in its files, and of how much is sent.</param>
/// <param name="clock">The clock; the system's if not given.</param>
internal sealed class Upload(ImagePlan plan, LayerBlobs blobs, IProgress<BuildMessage> progress, TimeProvider? clock = null)
{
    // Enough that reading files and sending bytes seldom wait for each other. More than that is not reused but allocated anew in each
    // build's process, and ends in a collection of all that MSBuild holds: 25 to 35 ms, on one machine, of the 500 that 50 MB take.
    private const int PipeSize = 1024 * 1024;
    private const int SegmentSize = 256 * 1024;


    /// <summary>Sends an archive.</summary>
    /// <param name="layers">The layers to send, each with its file's name in the archive.</param>
    /// <param name="end">Writes what comes after the layers, and the archive's end.</param>
    /// <param name="send">Sends the archive's bytes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The task of sending.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: a file can't be read, or is no longer as planned.</exception>
    public async Task SendAsync(
        IReadOnlyList<(LayerContents Layer, string File)> layers,
        Func<TarWriter, CancellationToken, Task> end,
        Func<PipeReader, CancellationToken, Task> send,
        CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: PipeSize,
            resumeWriterThreshold: PipeSize / 2,
            minimumSegmentSize: SegmentSize,
            useSynchronizationContext: false));
        using var sending = new UploadProgress(progress, clock ?? TimeProvider.System);
        sending.Expect(layers.Sum(layer => blobs.Find(layer.Layer)?.Blob.Size ?? TarWriter.SizeOf(layer.Layer.FromRoot())));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = Task.Run(() => WriteAsync(pipe.Writer, layers, end, stop.Token), CancellationToken.None);
        try
        {
            await send(sending.Count(pipe.Reader), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);

            // If making the archive failed, the engine only saw its sudden end: the first cause is what counts.
            if (await writing.ConfigureAwait(false) is { } cause)
            {
                throw cause;
            }

            throw;
        }

        // An engine that answers has what it needs, even if it did not read to the end.
        await pipe.Reader.CompleteAsync().ConfigureAwait(false);
        if (await writing.ConfigureAwait(false) is { } failure)
        {
            throw failure;
        }
    }

    // Returns the failure that ended the archive early, if it was one of the files' and not the reader's going away.
    private async Task<LambdaImageException?> WriteAsync(
        PipeWriter pipe,
        IReadOnlyList<(LayerContents Layer, string File)> layers,
        Func<TarWriter, CancellationToken, Task> end,
        CancellationToken cancellationToken)
    {
        try
        {
            LayerContents? current = null;
            using var output = new DigestingWriter(pipe);
            var tar = new TarWriter(output, plan.Spec.Timestamp, blobs.Report.Of(() => current!));
            foreach (var (layer, file) in layers)
            {
                current = layer;
                await blobs.CopyAsync(layer, file, tar, cancellationToken).ConfigureAwait(false);
                progress.Report(new(MessageLevel.Low, $"Sent {layer.Spec.Title}, {Display.Size(tar.Written)} in all"));
            }

            await end(tar, cancellationToken).ConfigureAwait(false);
            await pipe.CompleteAsync().ConfigureAwait(false);
            return null;
        }
        catch (LambdaImageException failure)
        {
            await pipe.CompleteAsync(failure).ConfigureAwait(false);
            return failure;
        }
        catch (OperationCanceledException exception)
        {
            await pipe.CompleteAsync(exception).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            await pipe.CompleteAsync(exception).ConfigureAwait(false);
            throw;
        }
    }
}
