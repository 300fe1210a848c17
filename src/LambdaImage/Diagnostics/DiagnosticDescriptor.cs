namespace LambdaImage.Diagnostics;

/// <summary>One kind of error or warning: its code and the heading under which <c>docs/diagnostics.md</c> explains it.</summary>
/// <param name="Code">The code, <c>LAMBDAIMAGE</c> and four digits; the first digit is the range.</param>
/// <param name="Title">What happened, as a short phrase without a full stop.</param>
public sealed record DiagnosticDescriptor(string Code, string Title);
