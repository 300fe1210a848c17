namespace LambdaImage.Diagnostics;

/// <summary>An expected failure: it has a code, and its message says what happened, why, and what to do.</summary>
public sealed class LambdaImageException : Exception
{
    /// <summary>Makes the failure.</summary>
    /// <param name="descriptor">Its kind.</param>
    /// <param name="message">What happened, why, and what to do, for the user.</param>
    /// <param name="origin">The input that it is about, when there is one.</param>
    /// <param name="location">The place that it is about, when that is not an input.</param>
    /// <param name="innerException">What it was caused by.</param>
    public LambdaImageException(
        DiagnosticDescriptor descriptor,
        string message,
        InputOrigin? origin = null,
        SourceLocation? location = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Descriptor = descriptor;
        Origin = origin;
        Location = location;
    }

    /// <summary>The kind of failure.</summary>
    public DiagnosticDescriptor Descriptor { get; }

    /// <summary>The input that the failure is about, when there is one.</summary>
    public InputOrigin? Origin { get; }

    /// <summary>The place that the failure is about, when it is not an input: a line of the Dockerfile.</summary>
    public SourceLocation? Location { get; }

    /// <summary>The same failure, said to be about <paramref name="origin"/> if it is not yet about anything.</summary>
    /// <param name="origin">The input being read when the failure arose.</param>
    /// <returns>This failure, or a copy with the origin.</returns>
    public LambdaImageException At(InputOrigin origin) =>
        Origin is null && Location is null ? new(Descriptor, Message, origin, null, InnerException ?? this) : this;
}
