using System.IO.Compression;
using System.IO.Hashing;
using LambdaImage.Diagnostics;

namespace LambdaImage.Layers;

/// <summary>An entry of a zip as a layer's content. The archive stays open while the layer is in use.</summary>
/// <param name="state">The zip as it was planned.</param>
/// <param name="entry">The entry.</param>
/// <param name="corrupt">Makes the failure of an entry that is broken, for a reason.</param>
internal sealed class ZipEntryContent(FileState state, ZipArchiveEntry entry, Func<string, Exception?, LambdaImageException> corrupt) : IEntryContent
{
    /// <inheritdoc/>
    public FileState State => state;

    /// <inheritdoc/>
    public bool CanReadAhead => false;

    /// <inheritdoc/>
    public IContentReader Open()
    {
        try
        {
            return new Reader(this, entry.Open());
        }
        catch (InvalidDataException exception)
        {
            throw Corrupt(exception.Message, exception);
        }
    }

    // A zip that was replaced in the meantime is no broken one.
    private LambdaImageException Corrupt(string why, Exception? innerException = null)
    {
        state.ThrowIfChanged();
        return corrupt(why, innerException);
    }

    // The framework compares no checksum, and inflates on when an entry is longer than it claims.
    private sealed class Reader(ZipEntryContent content, Stream stream) : IContentReader
    {
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
                throw content.Corrupt($"the entry {Display.Quote(content.Name)} does not match its length and checksum");
            }

            content.State.ThrowIfChanged();
        }

        public void Dispose() => stream.Dispose();

        private int ReadSome(Span<byte> buffer)
        {
            try
            {
                return stream.Read(buffer);
            }
            catch (InvalidDataException exception)
            {
                throw content.Corrupt(exception.Message, exception);
            }
        }
    }

    private string Name => entry.FullName;

    private long Length => entry.Length;

    private uint Checksum => entry.Crc32;
}
