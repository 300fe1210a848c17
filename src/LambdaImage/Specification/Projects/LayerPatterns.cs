using System.Buffers;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Specification.Names;

namespace LambdaImage.Specification.Projects;

/// <summary>
/// Finds patterns of <c>LambdaLayer</c> items that match nothing, and such that don't do what they look like. MSBuild makes no item of the ones,
/// has another meaning for the others, and says nothing.
/// </summary>
public static class LayerPatterns
{
    private const string Layer = "LambdaLayer";

    // What makes several items of one, or stands for something else.
    private static readonly SearchValues<char> Computed = SearchValues.Create("*?;$@%");

    /// <summary>Compares the patterns in a project's files with the layers that MSBuild made of them.</summary>
    /// <param name="project">The project's files.</param>
    /// <param name="layers">The layers' full paths.</param>
    /// <returns>A warning at each.</returns>
    public static IEnumerable<BuildMessage> Check(ProjectDocuments project, IReadOnlyCollection<string> layers)
    {
        var elements = project.ReadAll().SelectMany(document => document.Elements)
            .Where(element => element.Kind == ProjectElementKind.Item && element.Name.Equals(Layer, StringComparison.OrdinalIgnoreCase))
            .ToList();

        foreach (var element in elements.Where(element => element.Attributes.ContainsKey("Exclude") && element.Include is { } include && !include.AsSpan().ContainsAny(Computed)))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.ExcludeAttribute,
                $"The attribute Exclude of the LambdaLayer {Display.Quote(element.Include!)} leaves out whole items, and nothing of what the layer holds. " +
                $"Write an element: <{Layer} Include=\"{element.Include}\"><Exclude>{element.Attributes["Exclude"]}</Exclude></{Layer}>.",
                new(element.Name, element.Include, element.File, element.Line));
        }

        // Where some are taken out again, it is not known what was there.
        if (elements.Exists(element => element.Attributes.ContainsKey("Remove")))
        {
            yield break;
        }

        foreach (var element in elements.Where(element => !element.IsConditional && !element.Attributes.ContainsKey("Exclude")))
        {
            foreach (var pattern in (element.Include ?? string.Empty).Split(';', StringSplitOptions.TrimEntries).Where(Glob.IsPattern))
            {
                if (project.Expand(pattern, element.File) is { } expanded && !Matches(Path.GetFullPath(expanded, project.Folder), layers))
                {
                    yield return BuildMessage.Warning(
                        DiagnosticCodes.PatternWithoutLayers,
                        $"The pattern {Display.Quote(pattern)} matches no file, so there is no layer of it. Patterns match files, such as zips, and no folders: name each folder by itself. " +
                        "If there may be none, set a Condition.",
                        new(element.Name, pattern, element.File, element.Line));
                }
            }
        }
    }

    private static bool Matches(string pattern, IReadOnlyCollection<string> layers)
    {
        var glob = new Glob(pattern, ignoresCase: true);

        // A folder did not come of a pattern.
        return layers.Any(layer => glob.IsMatch(layer.Replace(Path.DirectorySeparatorChar, '/')) && !Disk.FolderExists(layer));
    }
}
