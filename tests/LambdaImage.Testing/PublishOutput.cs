using LambdaImage.Specification;

namespace LambdaImage.Testing;

/// <summary>A folder of a test's as what a project published.</summary>
public static class PublishOutput
{
    /// <summary>All files of a folder, by their names below it.</summary>
    public static IReadOnlyList<FunctionFile> In(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => FunctionFile.Of(file, Path.GetRelativePath(folder, file))),
    ];
}
