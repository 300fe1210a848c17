namespace LambdaImage.Http;

/// <summary>Gives up when nothing has happened for a time.</summary>
internal sealed class SilenceLimit : IDisposable
{
    private readonly CancellationTokenSource _source;

    /// <summary>Starts to wait.</summary>
    /// <param name="limit">How long nothing may happen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public SilenceLimit(TimeSpan limit, CancellationToken cancellationToken)
    {
        Limit = limit;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _source.CancelAfter(limit);
    }

    /// <summary>How long nothing may happen.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Is cancelled when nothing has happened for as long.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Something has happened.</summary>
    public void Reset() => _source.CancelAfter(Limit);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
