using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.Images.Lint;

/// <summary>What the publish folder holds besides the function's files, or in their place.</summary>
internal static class PublishFolderLint
{
    private const int MostNamed = 3;
    private const int MostCounted = 1000;

    // The Web SDK writes it after publishing, for IIS. It means nothing to Lambda.
    private const string WebServerConfig = "web.config";

    // They stay out of the image, unless LambdaImageIncludeSymbols says otherwise.
    private static readonly string[] Symbols = [".pdb", ".dbg"];

    private const string Remedy = "If the function needs what lies in the folder, add it as a LambdaFunctionFile item.";

    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Compares the publish folder with the function's files.</summary>
    /// <param name="function">The function's layer.</param>
    /// <returns>What differs.</returns>
    public static IEnumerable<BuildMessage> Check(LayerSpec function)
    {
        if (function.Source is not PublishOutputSource { Folder: var folder, Files: var files, LeftOut: var leftOut } || !Disk.FolderExists(folder))
        {
            return [];
        }

        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            sources[file.Path] = file.Source;
        }

        try
        {
            return [.. Foreign(folder, sources, leftOut), .. Changed(folder, sources)];
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // The image does not depend on the folder, and neither does the build.
            return [];
        }
    }

    private static IEnumerable<BuildMessage> Foreign(string folder, Dictionary<string, string> sources, IReadOnlyList<string> leftOut)
    {
        var foreign = Disk.ListFiles(folder, "*", All)
            .Select(file => FunctionFile.Of(file.FullName, Path.GetRelativePath(folder, file.FullName)).Path)
            .Where(path => !sources.ContainsKey(path) && !leftOut.Contains(path) && path != WebServerConfig && !Symbols.Contains(Path.GetExtension(path)))
            .Take(MostCounted)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (foreign.Count > 0)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.ForeignPublishOutput,
                $"The publish folder {Display.Quote(folder)} holds {Display.Count(foreign.Count, "file")} that this publish did not put there: {Names(foreign)}. The image is made without. " +
                $"Such files are from an earlier publish, from another project, or copied by a target of yours. {Remedy}");
        }
    }

    private static IEnumerable<BuildMessage> Changed(string folder, Dictionary<string, string> sources)
    {
        var changed = sources.Where(file => file.Key != WebServerConfig && IsChanged(file.Value, Path.Combine(folder, file.Key))).Select(file => file.Key).Order(StringComparer.Ordinal).ToList();
        if (changed.Count > 0)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.ForeignPublishOutput,
                $"In the publish folder {Display.Quote(folder)}, {Display.Count(changed.Count, "file")} {(changed.Count == 1 ? "is" : "are")} not what the project publishes: changed after publishing, or newer and so not replaced: {Names(changed)}. " +
                $"The image holds what the project publishes. {Remedy}");
        }
    }

    private static string Names(List<string> paths) =>
        string.Join(", ", paths.Take(MostNamed).Select(Display.Quote)) + (paths.Count > MostNamed ? ", …" : string.Empty);

    private static bool IsChanged(string source, string published)
    {
        var from = Disk.FileAt(source);
        var to = Disk.FileAt(published);
        if (!from.Exists || !to.Exists || source == published)
        {
            return false;
        }

        // A copy has its original's time. If it hasn't, the content decides.
        return from.Length != to.Length || (from.LastWriteTimeUtc != to.LastWriteTimeUtc && !HaveSameContent(source, published));
    }

    private static bool HaveSameContent(string one, string other)
    {
        using var left = Disk.OpenRead(one);
        using var right = Disk.OpenRead(other);
        var leftBytes = new byte[81920];
        var rightBytes = new byte[81920];
        while (true)
        {
            var read = left.ReadAtLeast(leftBytes, leftBytes.Length, throwOnEndOfStream: false);
            if (right.ReadAtLeast(rightBytes, rightBytes.Length, throwOnEndOfStream: false) != read || !leftBytes.AsSpan(0, read).SequenceEqual(rightBytes.AsSpan(0, read)))
            {
                return false;
            }

            if (read < leftBytes.Length)
            {
                return true;
            }
        }
    }
}
