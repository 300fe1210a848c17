using System.Buffers;
using System.IO.Pipelines;

namespace LambdaImage.UnitTests.Engines.Http;

/// <summary>
/// A pipe that gives its content in segments and arrivals of scripted sizes, and that holds its user to the contract of pipe readers:
/// what was examined stays examined. Not all versions of the framework's pipe notice a breach.
/// </summary>
/// <param name="content">All bytes.</param>
/// <param name="segments">How long the segments are, in turn and then again from the first.</param>
/// <param name="arrivals">How many bytes arrive at a time, in turn and then again from the first.</param>
internal sealed class ScriptedPipeReader(byte[] content, IReadOnlyList<int> segments, IReadOnlyList<int> arrivals) : PipeReader
{
    private ReadOnlySequence<byte> _buffer;
    private int _arrivals;
    private int _arrived;
    private long _consumed;
    private long _examined;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        // A read waits until there is something that was not examined yet; other bytes may arrive at any time.
        do
        {
            _arrived = Math.Min(content.Length, _arrived + arrivals[_arrivals++ % arrivals.Count]);
        }
        while (_examined == _arrived && _arrived < content.Length);

        _buffer = Sequence((int)_consumed, _arrived);
        return ValueTask.FromResult(new ReadResult(_buffer, isCanceled: false, isCompleted: _arrived == content.Length));
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var (to, seen) = (_consumed + _buffer.Slice(0, consumed).Length, _consumed + _buffer.Slice(0, examined).Length);
        if (seen < _examined || to > seen)
        {
            throw new InvalidOperationException($"Examined moved from {_examined} to {seen}, consumed to {to}.");
        }

        (_consumed, _examined) = (to, seen);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void CancelPendingRead() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        // Nothing is held.
    }

    private ReadOnlySequence<byte> Sequence(int from, int to)
    {
        Segment? first = null, last = null;
        for (var (start, i) = (0, 0); start < to; start += segments[i++ % segments.Count])
        {
            var end = Math.Min(to, start + segments[i % segments.Count]);
            if (end > from)
            {
                var begin = Math.Max(from, start);
                last = new(content.AsMemory(begin, end - begin), last);
                first ??= last;
            }
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
