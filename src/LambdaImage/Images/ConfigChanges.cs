using LambdaImage.Caching;
using LambdaImage.Specification;

namespace LambdaImage.Images;

/// <summary>
/// What an image's config has besides what it inherits. Only what stands here reaches a config, and all of it is part of the fingerprint.
/// </summary>
/// <param name="From">The name of the base.</param>
/// <param name="Command">The command; <see langword="null"/> keeps the base's.</param>
/// <param name="Environment">The environment variables, by name.</param>
/// <param name="Labels">The labels, but for those that hold a digest.</param>
/// <param name="Created">When the image says that it was made, in seconds since 1970.</param>
internal sealed record ConfigChanges(
    string From,
    string? Command,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string> Labels,
    long Created)
{
    /// <summary>The changes that a project asks for.</summary>
    /// <param name="spec">What it asks for.</param>
    /// <returns>The changes.</returns>
    public static ConfigChanges Of(ImageSpec spec) => new(spec.BaseImage.ToString(), spec.Handler, spec.Environment, ImageLabels.Of(spec), spec.Created);

    /// <summary>Adds all of it to a digest.</summary>
    /// <param name="writer">Makes the digest.</param>
    public void AddTo(Sha256Writer writer)
    {
        writer.Add(From);
        writer.Add(Command);
        writer.Add(Environment);
        writer.Add(Labels);
        writer.Add(Created);
    }
}
