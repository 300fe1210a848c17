namespace LambdaImage.Specification.Projects;

/// <summary>An element of a project file.</summary>
/// <param name="Kind">What it declares.</param>
/// <param name="Name">Its name.</param>
/// <param name="File">The file, as a full path.</param>
/// <param name="Line">The line that it starts on, from 1.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="IsConditional">Whether it counts only in some builds, or only once a target has run.</param>
public sealed record ProjectElement(
    ProjectElementKind Kind,
    string Name,
    string File,
    int Line,
    IReadOnlyDictionary<string, string> Attributes,
    bool IsConditional)
{
    /// <summary>The text in it, as it is written.</summary>
    public string Text { get; internal set; } = string.Empty;

    /// <summary>What it includes, for an item, as it is written.</summary>
    public string? Include => Attributes.GetValueOrDefault("Include");
}
