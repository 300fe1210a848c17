using System.Security.Cryptography;
using System.Text;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading;

/// <summary>
/// What tells a project from others: its path in its repository, and where the repository comes from. It is the same wherever the
/// repository is checked out. Without a repository, the outermost folder that holds a solution or a file that applies to folders
/// below it takes its place.
/// </summary>
public static class ProjectIdentity
{
    private const int Length = 32;

    // Each applies to everything below it, so projects below it belong together.
    private static readonly string[] Markers =
    [
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json",
    ];

    /// <summary>The identity of a project.</summary>
    /// <param name="projectFile">The project file, as a full path.</param>
    /// <param name="given"><c>LambdaImageProjectId</c>, which is used in place of the path and the repository; empty if not set.</param>
    /// <returns>32 hexadecimal digits, which tell nothing of what they are made of.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2014: a folder above the project can't be read.</exception>
    public static string Of(string projectFile, string? given)
    {
        if (!string.IsNullOrWhiteSpace(given))
        {
            return Hash("given", given.Trim());
        }

        try
        {
            var folder = Path.GetDirectoryName(projectFile) ?? string.Empty;
            var (root, origin) = Root(folder);
            return Hash(origin, Path.GetRelativePath(root, projectFile).Replace(Path.DirectorySeparatorChar, '/'));
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.UnreadableFile,
                $"The repository of {Display.Quote(projectFile)} can't be read: {exception.Message} Check its permissions, or set LambdaImageProjectId.",
                innerException: exception);
        }
    }

    /// <summary>Hashes parts that are told apart.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>32 hexadecimal digits.</returns>
    public static string Hash(params string[] parts) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..Length].ToLowerInvariant();

    private static (string Root, string Origin) Root(string folder)
    {
        foreach (var current in Upwards(folder))
        {
            if (GitRepository.OriginOf(current) is { } origin)
            {
                return (current, origin);
            }

            if (Disk.FolderExists(Path.Combine(current, ".hg")) || Disk.FolderExists(Path.Combine(current, ".svn")))
            {
                return (current, string.Empty);
            }
        }

        // The root of the file system belongs to nobody's project. With nothing to go by, the project's own folder is what tells
        // one/Function.csproj from two/Function.csproj.
        var marked = Upwards(folder).Reverse().FirstOrDefault(current => Path.GetDirectoryName(current) is not null && IsMarked(current));
        return (marked ?? Path.GetDirectoryName(folder) ?? folder, string.Empty);
    }

    private static bool IsMarked(string folder)
    {
        try
        {
            return Markers.Any(marker => Disk.FileExists(Path.Combine(folder, marker))) ||
                Disk.ListFiles(folder, "*.sln*").Any(file => file.Extension is ".sln" or ".slnx");
        }
        catch (UnauthorizedAccessException)
        {
            // Folders of a system that other users may only pass through hold nobody's solution.
            return false;
        }
    }

    private static IEnumerable<string> Upwards(string folder)
    {
        for (var current = folder; !string.IsNullOrEmpty(current); current = Path.GetDirectoryName(current))
        {
            yield return current;
        }
    }
}
