using System.Buffers;
using System.Net;

namespace LambdaImage.Registries;

/// <summary>A part of a blob as the content of a request.</summary>
/// <param name="open">Opens the blob, which can be read from any place.</param>
/// <param name="start">Where the part begins.</param>
/// <param name="length">How many bytes it has.</param>
/// <param name="onProgress">Is told how many bytes were sent, piece by piece.</param>
/// <param name="cancellationToken">Stops the opening.</param>
internal sealed class BlobContent(Func<CancellationToken, Task<Stream>> open, long start, long length, Action<int> onProgress, CancellationToken cancellationToken) : HttpContent
{
    private const int ChunkSize = 128 * 1024;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, cancellationToken);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var blob = await open(cancellationToken).ConfigureAwait(false);
        await using (blob.ConfigureAwait(false))
        {
            blob.Position = start;
            var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
            try
            {
                for (var rest = length; rest > 0;)
                {
                    var read = await blob.ReadAsync(buffer.AsMemory(0, (int)Math.Min(rest, ChunkSize)), cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        throw new EndOfStreamException("the blob is shorter than it was");
                    }

                    await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    onProgress(read);
                    rest -= read;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
