using System.IO.Compression;
using System.IO.Hashing;
using LambdaImage.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Layers.Zips;

/// <summary>An entry of a zip as a layer's content. The zip stays open while the layer is in use.</summary>
/// <param name="state">The zip as it was planned.</param>
/// <param name="file">The open zip.</param>
/// <param name="record">The entry.</param>
/// <param name="failures">Makes the layer's errors.</param>
internal sealed class ZipEntryContent(FileState state, SafeFileHandle file, ZipRecord record, ZipFailures failures) : IEntryContent
{
    // A deflated stream that holds any byte is longer: a block's header, a literal and the block's end take 18 bits.
    private const int LongestEmptyStream = 2;

    /// <inheritdoc/>
    public FileState? State => state;

    /// <inheritdoc/>
    public bool CanReadAhead => true;

    /// <summary>Whether the entry can't hold anything, as far as the directory tells. What is empty is never opened, and so not checked.</summary>
    public bool IsSurelyEmpty =>
        record is { Size: 0, Checksum: 0 } && record.CompressedSize <= (record.Method == ZipRecord.Stored ? 0 : LongestEmptyStream);

    /// <inheritdoc/>
    public IContentReader Open()
    {
        try
        {
            return new Reader(this);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Failure(exception);
        }
    }

    private Stream OpenStream()
    {
        var data = ZipData.Open(file, record);
        return record.Method == ZipRecord.Stored ? data : new DeflateStream(data, CompressionMode.Decompress);
    }

    // A zip that was replaced in the meantime isn't corrupt.
    private LambdaImageException Failure(Exception exception)
    {
        state.ThrowIfChanged();
        return exception is InvalidDataException
            ? failures.Corrupt($"the entry {Display.Quote(record.Name)} is damaged: {exception.Message}", exception)
            : new LambdaImageException(
                DiagnosticCodes.UnreadableFile,
                $"{Display.Quote(state.Path)} can't be read: {Display.Sentence(exception.Message)} Check its permissions and that nothing else is writing it.",
                innerException: exception);
    }

    // DeflateStream compares no checksum, and inflates on when an entry is longer than it claims.
    private sealed class Reader(ZipEntryContent content) : IContentReader
    {
        private readonly Stream _stream = content.OpenStream();
        private readonly Crc32 _checksum = new();
        private long _size;

        public int Read(Span<byte> buffer)
        {
            var read = ReadSome(buffer);
            _checksum.Append(buffer[..read]);
            _size += read;
            return read;
        }

        public void End()
        {
            Span<byte> more = stackalloc byte[1];
            if (_size != content.Length || ReadSome(more) != 0 || _checksum.GetCurrentHashAsUInt32() != content.Checksum)
            {
                content.Archive.ThrowIfChanged();
                throw content.Mismatch();
            }

            content.Archive.ThrowIfChanged();
        }

        public void Dispose() => _stream.Dispose();

        private int ReadSome(Span<byte> buffer)
        {
            try
            {
                return _stream.Read(buffer);
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw content.Failure(exception);
            }
        }
    }

    private FileState Archive => state;

    private long Length => record.Size;

    private uint Checksum => record.Checksum;

    private LambdaImageException Mismatch() =>
        failures.Corrupt($"the entry {Display.Quote(record.Name)} does not match its length and checksum");
}
