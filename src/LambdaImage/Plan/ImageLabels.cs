using LambdaImage.Spec;

namespace LambdaImage.Plan;

/// <summary>The labels by which an image says what it was made from.</summary>
internal static class ImageLabels
{
    /// <summary>The content fingerprint.</summary>
    public const string Fingerprint = "lambdaimage.fingerprint";

    /// <summary>The project that the image belongs to.</summary>
    public const string Project = "lambdaimage.project";

    /// <summary>The digest of the base in its repository.</summary>
    public const string BaseDigest = "org.opencontainers.image.base.digest";

    // https://github.com/opencontainers/image-spec/blob/main/annotations.md
    private const string BaseName = "org.opencontainers.image.base.name";

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
        return labels;
    }
}
