using LambdaImage.Diagnostics;

namespace LambdaImage.Images.Lint;

/// <summary>Something that builds, and that Lambda will not take or not run as meant.</summary>
/// <param name="Descriptor">Its kind.</param>
/// <param name="Message">What was seen, why it matters, and what to do.</param>
/// <param name="Origin">The input that it is about, if there is one.</param>
internal sealed record LintWarning(DiagnosticDescriptor Descriptor, string Message, InputOrigin? Origin = null);
