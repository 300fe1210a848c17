namespace LambdaImage.Caching;

/// <summary>
/// A file that somebody else reads. A failure to read it gets its meaning here, so that nobody on the way takes it for a failure of where
/// the bytes go to, such as a connection.
/// </summary>
/// <param name="input">The file.</param>
/// <param name="translate">Makes the failure to throw.</param>
internal sealed class CodedInput(Stream input, Func<Exception, Exception> translate) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => input.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => input.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => input.Position;
        set => input.Position = value;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="translate">Makes the failure to throw if it can't be opened or read.</param>
    /// <returns>Its content.</returns>
    public static Stream Open(Func<Stream> open, Func<Exception, Exception> translate)
    {
        try
        {
            return new CodedInput(open(), translate);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return input.Read(buffer);
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
            return await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw translate(exception);
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => input.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
