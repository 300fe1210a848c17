namespace LambdaImage.Http;

/// <summary>A failure that may not happen again.</summary>
/// <param name="failure">The failure that is thrown if it does.</param>
/// <param name="retryAfter">How long the other side asks to wait, if it does.</param>
public sealed class TransientFailureException(Exception failure, TimeSpan? retryAfter = null)
    : Exception(failure.Message, failure)
{
    /// <summary>The failure that is thrown if it stays.</summary>
    public Exception Failure { get; } = failure;

    /// <summary>How long the other side asks to wait, if it does.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
