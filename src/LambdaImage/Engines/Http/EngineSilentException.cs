namespace LambdaImage.Engines.Http;

/// <summary>The engine was silent for longer than it may be.</summary>
/// <param name="patience">How long it was silent.</param>
/// <param name="innerException">What ended the wait.</param>
internal sealed class EngineSilentException(TimeSpan patience, Exception? innerException = null) : TimeoutException(null, innerException)
{
    /// <summary>How long it was silent.</summary>
    public TimeSpan Patience => patience;
}
