namespace LambdaImage.Diagnostics;

/// <summary>Where the cause of a diagnostic stands, so that it can be opened with a click.</summary>
/// <param name="File">The full path of the file.</param>
/// <param name="Line">The line, from 1; 0 when unknown.</param>
/// <param name="Column">The column, from 1; 0 when unknown.</param>
public sealed record SourceLocation(string File, int Line = 0, int Column = 0);
