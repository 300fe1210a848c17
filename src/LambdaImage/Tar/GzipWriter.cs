using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using LambdaImage.Oci;

namespace LambdaImage.Tar;

/// <summary>
/// Compresses what is written, on all cores, to one gzip member whose bytes depend on nothing but the content. Blocks of a fixed size are
/// compressed at once, and a task writes them in order.
/// </summary>
/// <remarks>A flush doesn't end a block, or the bytes would depend on it. It only waits until there is a buffer for more content.</remarks>
internal sealed class GzipWriter : PipeWriter, IAsyncDisposable
{
    /// <summary>
    /// Names the bytes that are made of a content. It has to change whenever they do, so with the level, the size of blocks or the version of the
    /// deflater: caches have it in their keys.
    /// </summary>
    public const string Version = "1";

    // Beside the blocks that are compressed, one is filled and one written.
    private const int BlocksBeside = 2;

    private readonly int _mostBlocks;
    private readonly GzipDeflaters _deflaters = new();
    private readonly List<GzipBlock> _blocks = [];
    private readonly Channel<GzipBlock> _filled = Channel.CreateUnbounded<GzipBlock>();

    // Null only wakes a flush that waits.
    private readonly Channel<GzipBlock?> _written = Channel.CreateUnbounded<GzipBlock?>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private GzipBlock? _current;
    private byte[] _spare = [];
    private int _given;
    private bool _isSpareGiven;
    private long _unflushed;
    private bool _isFlushCancelled;
    private bool _isCompleted;
    private bool _isDisposed;
    private Digest? _digest;

    /// <summary>Makes a writer that keeps all cores busy.</summary>
    /// <param name="output">Where the compressed bytes go. It is left open, and is the writer's alone until that is completed or disposed.</param>
    public GzipWriter(Stream output)
        : this(output, Environment.ProcessorCount)
    {
    }

    /// <summary>Makes a writer.</summary>
    /// <param name="output">Where the compressed bytes go.</param>
    /// <param name="degree">How many blocks wait for their compression or are compressed at a time.</param>
    internal GzipWriter(Stream output, int degree)
    {
        _mostBlocks = degree + BlocksBeside;
        _writing = Task.Run(() => WriteBlocksAsync(output));
    }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _unflushed;

    /// <summary>The digest of the compressed bytes.</summary>
    /// <exception cref="InvalidOperationException">The writer is not completed.</exception>
    public Digest Digest => _digest ?? throw new InvalidOperationException("The content is not complete.");

    /// <summary>The number of compressed bytes, once the writer is completed.</summary>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isCompleted)
        {
            throw new InvalidOperationException("The content is complete.");
        }

        var memory = Current().Free;
        _isSpareGiven = memory.Length < sizeHint;
        if (_isSpareGiven)
        {
            // A block's size is fixed, so what doesn't fit in is divided when it has been written.
            EnlargeSpare(sizeHint);
            memory = _spare;
        }

        _given = memory.Length;
        return memory;
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _given);
        _given = 0;
        _unflushed += bytes;
        if (!_isSpareGiven)
        {
            Fill(bytes);
            return;
        }

        for (var rest = _spare.AsSpan(0, bytes); rest.Length > 0;)
        {
            var free = Current().Free.Span;
            var part = rest[..Math.Min(rest.Length, free.Length)];
            part.CopyTo(free);
            Fill(part.Length);
            rest = rest[part.Length..];
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _unflushed = 0;
        while (!Interlocked.Exchange(ref _isFlushCancelled, false))
        {
            if (_writing.IsCompleted)
            {
                await _writing.ConfigureAwait(false);
                return default;
            }

            if (_current is not null || TryReuse() || _blocks.Count < _mostBlocks)
            {
                return default;
            }

            if (!await _written.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                await _writing.ConfigureAwait(false);
            }
        }

        return new(isCanceled: true, isCompleted: false);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
        Volatile.Write(ref _isFlushCancelled, true);
        _written.Writer.TryWrite(null);
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => CompleteAsync(exception).AsTask().GetAwaiter().GetResult();

    /// <summary>Ends the content, or gives it up if there is an exception.</summary>
    /// <param name="exception">Why the content has no end, or <see langword="null"/>.</param>
    /// <returns>The task of writing what is not written yet.</returns>
    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        if (exception is null)
        {
            return CompleteAsync(CancellationToken.None);
        }

        _isCompleted = true;
        return new(_stop.CancelAsync());
    }

    /// <summary>Ends the content.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The task of writing what is not written yet.</returns>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (!_isCompleted)
        {
            _isCompleted = true;
            if (_current is { Content.Length: > 0 })
            {
                StartCurrent();
            }

            _filled.Writer.Complete();
        }

        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops what is running, waits for its end and gives the buffers back. The output stays open.</summary>
    /// <returns>The task of waiting.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var block in _blocks)
        {
            await block.Compression.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            block.ReturnBuffers();
        }

        EnlargeSpare(0);
        _stop.Dispose();
    }

    private void Fill(int bytes)
    {
        _current?.Advance(bytes);
        if (_current is { Free.Length: 0 })
        {
            StartCurrent();
        }
    }

    private void StartCurrent()
    {
        _current!.Start();
        _filled.Writer.TryWrite(_current);
        _current = null;
    }

    // Doesn't wait: more than the most blocks are in use only if more is written than fits in, without a flush.
    private GzipBlock Current()
    {
        if (_current is null && !TryReuse())
        {
            _current = new(_deflaters);
            _blocks.Add(_current);
        }

        return _current!;
    }

    private bool TryReuse()
    {
        while (_current is null && _written.Reader.TryRead(out var block))
        {
            if (block is not null && _blocks.Count > _mostBlocks)
            {
                _blocks.Remove(block);
                block.ReturnBuffers();
            }
            else
            {
                block?.Clear();
                _current = block;
            }
        }

        return _current is not null;
    }

    private void EnlargeSpare(int size)
    {
        if (_spare.Length > 0 && (size == 0 || _spare.Length < size))
        {
            ArrayPool<byte>.Shared.Return(_spare);
            _spare = [];
        }

        if (_spare.Length < size)
        {
            _spare = ArrayPool<byte>.Shared.Rent(size);
        }
    }

    private async Task WriteBlocksAsync(Stream output)
    {
        try
        {
            using var member = new GzipMember(output, _stop.Token);
            await member.BeginAsync().ConfigureAwait(false);
            await foreach (var block in _filled.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await block.Compression.ConfigureAwait(false);
                await member.AppendAsync(block).ConfigureAwait(false);
                _written.Writer.TryWrite(block);
            }

            _digest = await member.EndAsync().ConfigureAwait(false);
            Length = member.Length;
        }
        finally
        {
            // Wakes a flush that waits, which then finds the failure.
            _written.Writer.Complete();
        }
    }
}
