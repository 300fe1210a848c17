namespace LambdaImage.Http;

/// <summary>The body of a response. Read to its end, it gives the connection back; otherwise it closes it.</summary>
/// <param name="connection">The connection.</param>
/// <param name="response">What reads it.</param>
/// <param name="canKeep">Whether the connection can be used again.</param>
internal sealed class DirectBody(DirectConnection connection, ResponseStream response, bool canKeep) : ReadOnlyStream
{
    private bool _isOver;

    /// <summary>Gives the connection back if nothing is left to read.</summary>
    public void ReleaseIfWhole()
    {
        if (canKeep && response.IsWhole && !Interlocked.Exchange(ref _isOver, true))
        {
            connection.Release();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isOver && response.IsWhole)
        {
            return 0;
        }

        var read = await response.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        ReleaseIfWhole();
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!Interlocked.Exchange(ref _isOver, true))
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
