namespace LambdaImage.Tar;

/// <summary>The deflaters of a writer: made when one is needed and none is idle, so that there are no more than blocks are compressed at a time.</summary>
internal sealed class GzipDeflaters
{
    private readonly Stack<GzipDeflater> _idle = new();
    private readonly Lock _lock = new();

    /// <summary>Takes one, to be returned.</summary>
    /// <returns>The deflater.</returns>
    public GzipDeflater Take()
    {
        lock (_lock)
        {
            if (_idle.TryPop(out var idle))
            {
                return idle;
            }
        }

        return new();
    }

    /// <summary>Takes one back.</summary>
    /// <param name="deflater">The deflater.</param>
    public void Return(GzipDeflater deflater)
    {
        lock (_lock)
        {
            _idle.Push(deflater);
        }
    }
}
