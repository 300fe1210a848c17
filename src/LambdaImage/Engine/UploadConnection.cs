namespace LambdaImage.Engine;

/// <summary>
/// A connection that carries one <see cref="UploadContent"/>. The framework's handler sends a body to its end before it looks for
/// an answer; an engine that refuses the upload or has no room for it answers in the middle and reads no further. So the first bytes
/// of the answer are read while the body is written, and once they are there, or the engine hung up, writing does nothing: the
/// handler comes to the end of the body and reads what the engine said.
/// </summary>
/// <remarks>
/// Who answers before the end wants nothing of the rest: Go's server, which engines are built on, reads up to 256 KB of what is
/// left of a body before it answers, and nothing after that (https://pkg.go.dev/net/http#ResponseController.EnableFullDuplex).
/// </remarks>
/// <param name="inner">The connection, owned by this object from now on.</param>
/// <param name="upload">Is told when to stop.</param>
internal sealed class UploadConnection(Stream inner, UploadContent upload) : Stream
{
    private readonly byte[] _first = new byte[4096];
    private Task<int>? _reading;
    private int _taken;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reading ??= ReadFirstAsync();
        if (upload.Stopped.IsCancellationRequested)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, upload.Stopped);
        try
        {
            await inner.WriteAsync(buffer, stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // If the engine hung up without a word, reading says so.
            await upload.StopAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_reading is not null)
        {
            var first = _first.AsMemory(_taken, await _reading.WaitAsync(cancellationToken).ConfigureAwait(false) - _taken);
            if (!first.IsEmpty)
            {
                var count = Math.Min(first.Length, buffer.Length);
                first[..count].CopyTo(buffer);
                _taken += count;
                return count;
            }
        }

        return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // A failure is not kept: who reads on meets it again.
    private async Task<int> ReadFirstAsync()
    {
        try
        {
            return await inner.ReadAsync(_first).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return 0;
        }
        finally
        {
            await upload.StopAsync().ConfigureAwait(false);
        }
    }
}
