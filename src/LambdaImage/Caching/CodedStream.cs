namespace LambdaImage.Caching;

/// <summary>
/// A file that somebody else fills or reads. A failure of the file gets its meaning here, so that nobody on the way takes it for a failure of
/// where the bytes come from or go to, such as a connection.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="translate">Makes the failure to throw.</param>
/// <param name="leaveOpen">Whether somebody else closes the file.</param>
internal sealed class CodedStream(Stream file, Func<Exception, Exception> translate, bool leaveOpen = false) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => file.CanRead;

    /// <inheritdoc/>
    public override bool CanSeek => file.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => file.CanWrite;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="translate">Makes the failure to throw if it can't be opened or read.</param>
    /// <returns>Its content.</returns>
    public static Stream Open(Func<Stream> open, Func<Exception, Exception> translate)
    {
        try
        {
            return new CodedStream(open(), translate);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await file.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // A file without a buffer has nothing to flush.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return file.Read(buffer);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        try
        {
            file.SetLength(value);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
