using System.Collections.Concurrent;
using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Projects;

/// <summary>A project file and what it imports from beside or above it, each read once and only if it is asked for.</summary>
/// <param name="projectFile">The project file, as a full path.</param>
/// <param name="imported">Files that MSBuild imports by itself, such as <c>Directory.Build.props</c>; empty names are none.</param>
public sealed class ProjectDocuments(string projectFile, params IReadOnlyList<string> imported)
{
    private const int MostFiles = 20;

    private readonly ConcurrentDictionary<string, ProjectDocument> _read = new(StringComparer.Ordinal);
    private readonly string _folder = Path.GetDirectoryName(projectFile) ?? string.Empty;

    /// <summary>The project file, as a full path.</summary>
    public string ProjectFile => projectFile;

    /// <summary>The project's folder, as a full path.</summary>
    internal string Folder => _folder;

    /// <summary>The documents, the project file first.</summary>
    /// <returns>Those whose places are written out; others, as those of packages, can't be found.</returns>
    internal IReadOnlyList<ProjectDocument> ReadAll()
    {
        var all = new List<ProjectDocument>();
        var next = new Queue<string>([projectFile, .. imported.Where(path => path.Length > 0).Select(path => Path.GetFullPath(path, _folder))]);
        while (next.TryDequeue(out var path) && all.Count < MostFiles)
        {
            if (all.Any(document => document.Path == path))
            {
                continue;
            }

            var read = Read(path);
            all.Add(read);
            foreach (var import in read.Elements.Where(element => element is { Name: "Import", Kind: ProjectElementKind.Other } && !element.Attributes.ContainsKey("Sdk")))
            {
                if (import.Attributes.TryGetValue("Project", out var written) && Expand(written, path) is { } literal)
                {
                    next.Enqueue(Path.GetFullPath(literal, Path.GetDirectoryName(path)!));
                }
            }
        }

        return all;
    }

    /// <summary>Finds the place of an input.</summary>
    /// <param name="origin">The input, if there is one.</param>
    /// <returns>The place; the project file as a whole if no line is found.</returns>
    public SourceLocation Find(InputOrigin? origin)
    {
        var file = string.IsNullOrEmpty(origin?.File) ? projectFile : origin.File;
        return new(file, origin is null ? 0 : origin.Line > 0 ? origin.Line : Line(Read(file), origin));
    }

    /// <summary>Writes the folders of project and file in place of the properties that name them.</summary>
    /// <param name="text">The text as it is written.</param>
    /// <param name="file">The file that it is in.</param>
    /// <returns>The text; <see langword="null"/> if it has other properties, items or metadata.</returns>
    internal string? Expand(string text, string file)
    {
        var expanded = text
            .Replace("$(MSBuildProjectDirectory)", _folder, StringComparison.OrdinalIgnoreCase)
            .Replace("$(MSBuildThisFileDirectory)", Path.GetDirectoryName(file) + "/", StringComparison.OrdinalIgnoreCase)
            .Trim()
            .Replace('\\', '/');
        return expanded.Length == 0 || expanded.Contains("$(", StringComparison.Ordinal) || expanded.Contains("@(", StringComparison.Ordinal) || expanded.Contains('%', StringComparison.Ordinal)
            ? null
            : expanded;
    }

    private ProjectDocument Read(string path) => _read.GetOrAdd(path, ProjectDocument.Read);

    private static int Line(ProjectDocument document, InputOrigin origin)
    {
        var matches = document.Elements.Where(element => element.Name == origin.Element).ToList();
        var match = origin.Include is null
            ? matches.LastOrDefault()
            : matches.Find(element => Includes(element, origin.Include)) ?? matches.Find(IsComputed);
        return match?.Line ?? 0;
    }

    private static bool Includes(ProjectElement element, string include) =>
        element.Include?.Split(';', StringSplitOptions.TrimEntries).Contains(include, StringComparer.Ordinal) == true;

    // A wildcard, a property or an item list, of which the item may have come.
    private static bool IsComputed(ProjectElement element) =>
        element.Include is { } include && (include.Contains('*', StringComparison.Ordinal) || include.Contains('(', StringComparison.Ordinal));
}
