namespace LambdaImage.Caching;

/// <summary>
/// A file that somebody else fills. A failure to write it gets its meaning here, so that nobody on the way takes it for a failure of what
/// the bytes come from, such as a connection.
/// </summary>
/// <param name="output">The file.</param>
/// <param name="translate">Makes the failure to throw.</param>
internal sealed class CodedOutput(Stream output, Func<Exception, Exception> translate) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => output.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => output.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => output.Position;
        set => output.Position = value;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            output.Write(buffer);
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
            await output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
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
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => output.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        try
        {
            output.SetLength(value);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }
}
