namespace LambdaImage.Engines.Http;

/// <summary>
/// A connection to an engine that may be silent only for so long: if a read brings no byte or a write gets no byte accepted in that time,
/// the connection is closed and the operation fails. Each operation has the whole time again.
/// </summary>
/// <param name="inner">The connection, owned by this object.</param>
/// <param name="patience">How long the engine may be silent.</param>
/// <param name="clock">The clock that measures it.</param>
internal sealed class PatientStream(Stream inner, TimeSpan patience, TimeProvider clock) : Stream
{
    private volatile bool _isGivenUp;

    /// <summary>The connection itself.</summary>
    public Stream Inner => inner;

    /// <summary>Whether reads are limited. They are not while the engine waits for us: for the rest of an upload.</summary>
    public bool LimitsReads { get; set; } = true;

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

    /// <summary>Waits for something that a read in progress completes, as long as the engine may be silent.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="task">What to wait for.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>What the task gives.</returns>
    /// <exception cref="EngineSilentException">The engine was silent for too long.</exception>
    public async Task<T> WaitAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        using var timer = StartTimer();
        return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfGivenUp();
        var reading = inner.ReadAsync(buffer, cancellationToken);
        return reading.IsCompletedSuccessfully ? reading : EndAsync(reading);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfGivenUp();
        var writing = inner.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? writing : EndAsync(writing);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

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

    private void ThrowIfGivenUp()
    {
        if (_isGivenUp)
        {
            throw new EngineSilentException(patience);
        }
    }

    private async ValueTask<int> EndAsync(ValueTask<int> reading)
    {
        using var timer = LimitsReads ? StartTimer() : null;
        var read = 0;
        try
        {
            read = await reading.ConfigureAwait(false);
        }
        catch (Exception exception) when (_isGivenUp)
        {
            throw new EngineSilentException(patience, exception);
        }

        // A connection that is closed on this side may also look as if it had ended on the other.
        ThrowIfGivenUp();
        return read;
    }

    private async ValueTask EndAsync(ValueTask writing)
    {
        using var timer = StartTimer();
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception exception) when (_isGivenUp)
        {
            throw new EngineSilentException(patience, exception);
        }

        ThrowIfGivenUp();
    }

    // Closing is what ends the operation: not every kind of connection can cancel one.
    private ITimer StartTimer() => clock.CreateTimer(
        static stream =>
        {
            var silent = (PatientStream)stream!;
            silent._isGivenUp = true;
            silent.Inner.Dispose();
        },
        this,
        patience,
        Timeout.InfiniteTimeSpan);
}
