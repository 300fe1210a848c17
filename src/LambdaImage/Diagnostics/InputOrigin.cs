namespace LambdaImage.Diagnostics;

/// <summary>Which of the user's inputs a diagnostic is about; the front end turns it into a place in the project file.</summary>
/// <param name="Element">The property's or item type's name, for example <c>LambdaLayer</c>.</param>
/// <param name="Include">For an item, what it includes, as the user wrote it; otherwise <see langword="null"/>.</param>
/// <param name="File">The project file that declares it, when known.</param>
/// <param name="Line">The line of that file, when known; otherwise 0.</param>
public sealed record InputOrigin(string Element, string? Include = null, string? File = null, int Line = 0);
