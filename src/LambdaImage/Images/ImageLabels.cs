using LambdaImage.Specification;

namespace LambdaImage.Images;

/// <summary>The labels by which an image says what it was made from.</summary>
internal static class ImageLabels
{
    /// <summary>The content fingerprint.</summary>
    public const string Fingerprint = "lambdaimage.fingerprint";

    /// <summary>The name of the project that the image belongs to, for people to read.</summary>
    public const string Project = "lambdaimage.project";

    /// <summary>What tells the project that the image belongs to from others of the same name.</summary>
    public const string ProjectId = "lambdaimage.project.id";

    /// <summary>The digest of the base in its repository.</summary>
    public const string BaseDigest = "org.opencontainers.image.base.digest";

    // https://github.com/opencontainers/image-spec/blob/main/annotations.md
    private const string BaseName = "org.opencontainers.image.base.name";

    /// <summary>Whether an image was made from a project.</summary>
    /// <param name="projectId">The project's identity.</param>
    /// <param name="labels">The image's labels.</param>
    /// <returns>Whether it was; never for an image without an identity.</returns>
    public static bool IsOf(string projectId, IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(ProjectId, out var label) && label == projectId;

    /// <summary>All labels of the image.</summary>
    /// <param name="spec">What was asked for, with the user's labels.</param>
    /// <param name="fingerprint">The content fingerprint.</param>
    /// <param name="baseDigest">The digest of the base in its repository, if the engine knows it.</param>
    /// <returns>The labels; a user's wins over one of <c>org.opencontainers.image</c>.</returns>
    public static IReadOnlyDictionary<string, string> Of(ImageSpec spec, string fingerprint, string? baseDigest)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [BaseName] = spec.BaseImage.ToString() };
        if (baseDigest is not null)
        {
            labels[BaseDigest] = baseDigest;
        }

        foreach (var (name, value) in spec.Labels)
        {
            labels[name] = value;
        }

        labels[Fingerprint] = fingerprint;
        labels[Project] = spec.Project;
        labels[ProjectId] = spec.ProjectId;
        return labels;
    }
}
