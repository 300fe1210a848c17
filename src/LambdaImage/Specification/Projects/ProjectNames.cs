using LambdaImage.Diagnostics;
using LambdaImage.Specification.Names;

namespace LambdaImage.Specification.Projects;

/// <summary>The names that mean something in a project file, and such that were probably meant to be one of them.</summary>
public static class ProjectNames
{
    private const string Prefix = "Lambda";
    private const string OwnPrefix = "LambdaImage";

    /// <summary>The properties of the package.</summary>
    public static IReadOnlyList<string> Properties { get; } =
    [
        "LambdaArchitecture", "LambdaArchitectures", "LambdaBaseImage", "LambdaBaseImageArchive", "LambdaBaseImageRegistry",
        "LambdaHandler", "LambdaImageArchiveFormat", "LambdaImageArchivePath", "LambdaImageCompression", "LambdaImageCreated",
        "LambdaImageCredentialTimeout", "LambdaImageDependsOn", "LambdaImageDockerHost", "LambdaImageEnabled", "LambdaImageEngineTimeout",
        "LambdaImageEntryPoint", "LambdaImageFingerprint", "LambdaImageForceBuild", "LambdaImageId", "LambdaImageIncludeFunction",
        "LambdaImageIncludeSymbols", "LambdaImageLoad", "LambdaImageMetadataFile", "LambdaImageName", "LambdaImageOnPublish",
        "LambdaImageProjectId", "LambdaImagePullPolicy", "LambdaImagePush", "LambdaImageReadToolsDefaults",
        "LambdaImageReplaceSdkContainer", "LambdaImageRepository", "LambdaImageStrategy", "LambdaImageTag", "LambdaImageTags",
        "LambdaImageUser", "LambdaImageWorkingDirectory", "LambdaLayerCachePath", "LambdaLayerEndpoint", "LambdaLayerForceDownload",
        "LambdaLayerSplit", "LambdaPackageType", "LambdaRie", "LambdaRiePath", "LambdaRuntime", "LambdaRuntimePreview",
    ];

    /// <summary>The items of the package.</summary>
    public static IReadOnlyList<string> Items { get; } =
    [
        "GeneratedLambdaImage", "LambdaEnvironmentVariable", "LambdaFunctionFile", "LambdaImageLabel", "LambdaLayer",
    ];

    /// <summary>Finds properties and items whose names are misspelled. What the project itself uses is its own.</summary>
    /// <param name="project">The project's files.</param>
    /// <returns>A warning at each.</returns>
    public static IEnumerable<BuildMessage> Check(ProjectDocuments project)
    {
        var documents = project.ReadAll();
        foreach (var element in documents.SelectMany(document => document.Elements).Where(element => CanBeMeant(element) && !IsUsed(documents, element.Name)))
        {
            if (Problem(element, project.ProjectFile) is { } problem)
            {
                yield return BuildMessage.Warning(
                    DiagnosticCodes.MisspelledName,
                    $"The {NameOf(element.Kind)} {element.Name} means nothing to LambdaImage.Tasks. {problem}",
                    new(element.Name, File: element.File, Line: element.Line));
            }
        }
    }

    private static bool CanBeMeant(ProjectElement element) =>
        element.Kind != ProjectElementKind.Other && element.Name[0] is 'L' or 'l' && !Of(element.Kind).Contains(element.Name, StringComparer.OrdinalIgnoreCase);

    private static bool IsUsed(IEnumerable<ProjectDocument> documents, string name) => documents
        .SelectMany(document => document.References)
        .Any(reference => reference.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && !reference.By.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? Problem(ProjectElement element, string projectFile)
    {
        var other = element.Kind == ProjectElementKind.Item ? ProjectElementKind.Property : ProjectElementKind.Item;
        return Of(element.Kind).FirstOrDefault(known => AreSimilar(element.Name, known)) is { } meant ? $"Was {meant} meant?"
            : Of(other).Contains(element.Name, StringComparer.OrdinalIgnoreCase) ? $"It is the name of {(other == ProjectElementKind.Item ? "an item, which stands in an ItemGroup" : "a property, which stands in a PropertyGroup")}."
            : element.File == projectFile && element.Name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) ? "Names that start so are the package's; docs/properties.md lists them."
            : null;
    }

    // The shorter a name is, the more others are like it.
    private static bool AreSimilar(string name, string known)
    {
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || !known.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Spelling.IsWithin(name, known, 2);
        }

        var (own, meant) = (name[Prefix.Length..], known[Prefix.Length..]);
        return Spelling.IsWithin(own, meant, meant.Length switch { < 5 => 1, < 12 => 2, _ => 3 });
    }

    private static IReadOnlyList<string> Of(ProjectElementKind kind) => kind == ProjectElementKind.Item ? Items : Properties;

    private static string NameOf(ProjectElementKind kind) => kind == ProjectElementKind.Item ? "item" : "property";
}
