using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading;

/// <summary>A label or environment variable, as written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Origin">Where it is declared.</param>
public sealed record NamedValue(string Name, string Value, InputOrigin Origin);
