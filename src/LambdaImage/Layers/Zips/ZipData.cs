using System.Buffers;
using System.Buffers.Binary;
using LambdaImage.Caching;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Layers.Zips;

/// <summary>
/// The data of one entry as it lies in the zip. Each entry has its own position, so that several can be read at the same time,
/// and a small one takes one request to the system, header included.
/// </summary>
internal sealed class ZipData : Stream
{
    private const uint HeaderSignature = 0x04034b50;
    private const int HeaderLength = 30;
    private const int LargestBuffer = 64 * 1024;

    // The local header's extra fields are often longer than the directory's.
    private const int Spare = 64;

    private readonly SafeFileHandle _file;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private long _position;
    private long _remaining;

    private ZipData(SafeFileHandle file, byte[] buffer)
    {
        _file = file;
        _buffer = buffer;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Finds the data behind the entry's local header.</summary>
    /// <param name="file">The zip.</param>
    /// <param name="record">The entry.</param>
    /// <returns>The data, at its start.</returns>
    /// <exception cref="InvalidDataException">There is no header, or the data does not end before the next entry.</exception>
    public static ZipData Open(SafeFileHandle file, ZipRecord record)
    {
        var size = (int)Math.Min(LargestBuffer, record.ExpectedHeaderLength + Spare + record.CompressedSize);
        var data = new ZipData(file, ArrayPool<byte>.Shared.Rent(size));
        try
        {
            data.ReadHeader(record, size);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, _remaining)];
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_start == _end && buffer.Length >= _buffer!.Length)
        {
            return Advance(ReadSome(buffer));
        }

        if (_start == _end)
        {
            _start = 0;
            _end = ReadSome(_buffer.AsSpan(0, (int)Math.Min(_buffer!.Length, _remaining)));
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return Advance(count);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            _remaining = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }

        base.Dispose(disposing);
    }

    private void ReadHeader(ZipRecord record, int size)
    {
        _position = record.Offset;
        while (_end < HeaderLength)
        {
            _end += ReadSome(_buffer.AsSpan(_end, size - _end));
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(_buffer) != HeaderSignature)
        {
            throw new InvalidDataException("an entry does not start where the directory says");
        }

        var length = HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(28));
        if (record.CompressedSize > record.Limit - record.Offset - length)
        {
            throw new InvalidDataException("an entry reaches into the next one");
        }

        _remaining = record.CompressedSize;
        _start = Math.Min(length, _end);
        _position = Math.Max(_position, record.Offset + length);
    }

    private int ReadSome(Span<byte> buffer)
    {
        var read = Disk.ReadAt(_file, buffer, _position);
        _position += read;
        return read > 0 ? read : throw new InvalidDataException("it ends in the middle of an entry");
    }

    private int Advance(int count)
    {
        _remaining -= count;
        return count;
    }
}
