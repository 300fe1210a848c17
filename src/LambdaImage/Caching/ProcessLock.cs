namespace LambdaImage.Caching;

/// <summary>
/// The right to do something that several builds may want to do at a time, held by one of a user. It is a file that is open to its holder
/// alone: the system lets go of it when the holder ends, in whatever way.
/// </summary>
/// <param name="file">The open file; <see langword="null"/> where files can't be locked.</param>
/// <param name="hasWaited">Whether another build had it before.</param>
internal sealed class ProcessLock(FileStream? file, bool hasWaited) : IDisposable
{
    /// <summary>Whether another build had it before.</summary>
    public bool HasWaited => hasWaited;

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();
}
