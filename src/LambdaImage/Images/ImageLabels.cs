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

    // https://github.com/opencontainers/image-spec/blob/main/annotations.md
    private const string BaseName = "org.opencontainers.image.base.name";

    /// <summary>Whether an image was made from a project.</summary>
    /// <param name="projectId">The project's identity.</param>
    /// <param name="labels">The image's labels.</param>
    /// <returns>Whether it was; never for an image without an identity.</returns>
    public static bool IsOf(string projectId, IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(ProjectId, out var label) && label == projectId;

    /// <summary>The labels that a project asks for, its own and ours, but for the fingerprint.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <returns>The labels; a user's wins over one of <c>org.opencontainers.image</c>.</returns>
    public static IReadOnlyDictionary<string, string> Of(ImageSpec spec)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [BaseName] = spec.BaseImage.ToString() };
        foreach (var (name, value) in spec.Labels)
        {
            labels[name] = value;
        }

        labels[Project] = spec.Project;
        labels[ProjectId] = spec.ProjectId;
        return labels;
    }

    /// <summary>Labels with the one for the fingerprint.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="fingerprint">The content fingerprint.</param>
    /// <returns>All labels that an image has besides its base's.</returns>
    public static IReadOnlyDictionary<string, string> WithFingerprint(IReadOnlyDictionary<string, string> labels, string fingerprint) =>
        new Dictionary<string, string>(labels, StringComparer.Ordinal) { [Fingerprint] = fingerprint };
}
