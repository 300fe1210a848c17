namespace LambdaImage.Diagnostics;

/// <summary>Progress that is handled at once and in order, which <see cref="Progress{T}"/> does not promise.</summary>
/// <typeparam name="T">What is reported.</typeparam>
/// <param name="handle">Handles a report.</param>
internal sealed class SynchronousProgress<T>(Action<T> handle) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => handle(value);
}
