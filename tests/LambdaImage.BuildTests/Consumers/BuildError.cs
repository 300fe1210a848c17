namespace LambdaImage.BuildTests.Consumers;

/// <summary>An error or warning as the console shows it.</summary>
/// <param name="File">The file that it is located at.</param>
/// <param name="Line">The line, or 0 without one.</param>
/// <param name="Code">Its code.</param>
/// <param name="Text">Its text.</param>
/// <param name="Column">The column, or 0 without one.</param>
internal sealed record BuildError(string File, int Line, string Code, string Text, int Column = 0);
