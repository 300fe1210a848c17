namespace LambdaImage.Diagnostics;

/// <summary>Something to tell the user while an image is built.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">One line.</param>
/// <param name="Descriptor">For a warning, its kind.</param>
/// <param name="Origin">For a warning, the input that it is about, if there is one.</param>
/// <param name="Percent">For a message of how much is sent, how many percent that is; otherwise <see langword="null"/>.</param>
public readonly record struct BuildMessage(
    MessageLevel Level,
    string Text,
    DiagnosticDescriptor? Descriptor = null,
    InputOrigin? Origin = null,
    int? Percent = null)
{
    /// <summary>A warning.</summary>
    /// <param name="descriptor">Its kind.</param>
    /// <param name="text">What was seen, why it matters, and what to do.</param>
    /// <param name="origin">The input that it is about, if there is one.</param>
    /// <returns>The message.</returns>
    public static BuildMessage Warning(DiagnosticDescriptor descriptor, string text, InputOrigin? origin = null) => new(MessageLevel.Warning, text, descriptor, origin);
}
