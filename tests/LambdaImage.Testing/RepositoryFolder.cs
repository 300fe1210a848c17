namespace LambdaImage.Testing;

/// <summary>The folder of this repository, for tests that look at its sources.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder's full path: the nearest one above the tests that holds the solution.</summary>
    public static string Path { get; } = Find();

    /// <summary>The full path of something in the repository.</summary>
    public static string At(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>The C# sources below a folder, those that the build generates left out.</summary>
    public static IReadOnlyList<string> Sources(string relative) =>
        [.. Directory.EnumerateFiles(At(relative), "*.cs", SearchOption.AllDirectories).Where(IsWritten).Order(StringComparer.Ordinal)];

    private static bool IsWritten(string file) =>
        !file.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "LambdaImage.Tasks.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository: no folder above them holds LambdaImage.Tasks.sln.");
    }
}
