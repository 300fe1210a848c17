using System.IO.Pipelines;

namespace LambdaImage.Destinations;

/// <summary>Counts what is consumed of a pipe.</summary>
/// <param name="inner">The pipe.</param>
/// <param name="count">Is told of each number of bytes consumed.</param>
/// <param name="end">Is told when all is consumed.</param>
internal sealed class CountingReader(PipeReader inner, Action<long> count, Action end) : PipeReader
{
    private ReadResult _last;

    /// <inheritdoc/>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        _last = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        var hasRead = inner.TryRead(out result);
        _last = hasRead ? result : _last;
        return hasRead;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var bytes = _last.Buffer.Slice(0, consumed).Length;
        var isAll = _last.IsCompleted && bytes == _last.Buffer.Length;
        inner.AdvanceTo(consumed, examined);
        count(bytes);
        if (isAll)
        {
            end();
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
