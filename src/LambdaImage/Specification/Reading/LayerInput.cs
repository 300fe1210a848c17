using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading;

/// <summary>A <c>LambdaLayer</c> item, as written.</summary>
/// <param name="Path">Its full path, or the ARN of a layer version.</param>
/// <param name="Origin">Where it is declared.</param>
public sealed record LayerInput(string Path, InputOrigin Origin)
{
    /// <summary>The metadata <c>Name</c>: how messages call the layer. Empty: the file's, folder's or layer version's name.</summary>
    public string? Name { get; init; }

    /// <summary>The metadata <c>FileMode</c>: octal permission bits for every file. Empty: each file's own.</summary>
    public string? FileMode { get; init; }

    /// <summary>The metadata <c>DirectoryMode</c>: octal permission bits for every folder. Empty: each folder's own.</summary>
    public string? DirectoryMode { get; init; }

    /// <summary>The metadata <c>Destination</c>: the folder of the image that it goes to. Empty: <c>/opt</c>.</summary>
    public string? Destination { get; init; }

    /// <summary>The metadata <c>KeepDesktopFiles</c>: whether files that Finder and Explorer write stay in the layer. Empty: no.</summary>
    public string? KeepDesktopFiles { get; init; }

    /// <summary>The metadata <c>Exclude</c>: patterns of what stays out of the layer, separated by semicolons. Empty: nothing.</summary>
    public string? Exclude { get; init; }

    /// <summary>The metadata <c>ExternalLinks</c>: <c>Warn</c>, <c>Allow</c> or <c>Refuse</c> links out of the layer. Empty: <c>Warn</c>.</summary>
    public string? ExternalLinks { get; init; }
}
