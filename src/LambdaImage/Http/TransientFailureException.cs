using LambdaImage.Diagnostics;

namespace LambdaImage.Http;

/// <summary>A failure that may not happen again.</summary>
/// <param name="failure">The failure as the user is told if it does.</param>
/// <param name="retryAfter">How long the other side asks to wait, if it does.</param>
public sealed class TransientFailureException(LambdaImageException failure, TimeSpan? retryAfter = null)
    : Exception(failure.Message, failure)
{
    /// <summary>The failure as the user is told if it stays.</summary>
    public LambdaImageException Failure { get; } = failure;

    /// <summary>How long the other side asks to wait, if it does.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
