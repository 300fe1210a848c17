namespace LambdaImage.Specification;

/// <summary>A file of the function.</summary>
/// <param name="Source">The file on the host, as a full path: where publishing copies it from.</param>
/// <param name="Path">Its name below <c>/var/task</c>: relative, <c>/</c>-separated, as it is below the publish folder.</param>
public sealed record FunctionFile(string Source, string Path)
{
    /// <summary>The part of the function that it belongs to.</summary>
    public FunctionPart Part { get; init; } = FunctionPart.Code;

    /// <summary>Reads a pair of paths as MSBuild gives them, where both slashes can separate folders.</summary>
    /// <param name="source">The file on the host, as a full path.</param>
    /// <param name="relativePath">Its name below the publish folder.</param>
    /// <returns>The file.</returns>
    public static FunctionFile Of(string source, string relativePath)
    {
        var parts = relativePath.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
        return new(source, string.Join('/', parts));
    }
}
