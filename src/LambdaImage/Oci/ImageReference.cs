using System.Text.RegularExpressions;
using LambdaImage.Diagnostics;

namespace LambdaImage.Oci;

/// <summary>
/// The name of an image: <c>[registry[:port]/]repository[:tag][@digest]</c>. The grammar is that of
/// https://pkg.go.dev/github.com/distribution/reference, which the engines use.
/// </summary>
public sealed partial class ImageReference : IEquatable<ImageReference>
{
    /// <summary>Docker Hub as a registry.</summary>
    internal const string DockerHub = "docker.io";
    private const string DefaultTag = "latest";

    // The engines count the registry and its path together.
    private const int LongestName = 255;

    private const string TagRule = "a tag is 1 to 128 letters, digits, '_', '.' or '-', the first no '.' or '-'";

    private ImageReference(string registry, string path, string? tag, Digest? digest)
    {
        Registry = registry;
        Path = path;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry's host and port; <c>docker.io</c> when none is written.</summary>
    public string Registry { get; }

    /// <summary>The repository's path in the registry, <c>library/</c> included for Docker Hub's official images.</summary>
    public string Path { get; }

    /// <summary>The tag, or <see langword="null"/> when only a digest is written; <c>latest</c> when neither is.</summary>
    public string? Tag { get; }

    /// <summary>The digest, SHA-256, or <see langword="null"/>.</summary>
    public Digest? Digest { get; }

    /// <summary>The repository as users write it: without <c>docker.io/</c> and <c>library/</c>.</summary>
    public string Repository => Registry != DockerHub
        ? $"{Registry}/{Path}"
        : Path.StartsWith("library/", StringComparison.Ordinal) ? Path["library/".Length..] : Path;

    /// <summary>The name under which an engine stores the image: by digest if there is one, else by tag.</summary>
    public string StoredName => Digest is null ? $"{Repository}:{Tag}" : $"{Repository}@{Digest}";

    /// <summary>Whether it names a place that somebody could push to: not one of Docker Hub's official images, as which names without a registry and a user count.</summary>
    public bool IsPushable => Registry != DockerHub || !Path.StartsWith("library/", StringComparison.Ordinal);

    /// <summary>The name with its registry and whole path.</summary>
    public string FullName => Digest is null ? $"{Registry}/{Path}:{Tag}" : $"{Registry}/{Path}@{Digest}";

    /// <summary>Reads a reference.</summary>
    /// <param name="value">The text; white space around it is not removed.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2003: the text is not a valid reference.</exception>
    public static ImageReference Parse(string value) =>
        TryParse(value, out var reference, out var why)
            ? reference
            : throw new LambdaImageException(
                DiagnosticCodes.InvalidReference,
                $"{Display.Quote(value)} is not an image reference: {why}. " +
                "Write it as [registry[:port]/]repository[:tag][@sha256:digest], repository in lower case.");

    /// <summary>Reads a tag.</summary>
    /// <param name="value">The text; nothing but the tag, no colon before it.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2003: the text is not a valid tag.</exception>
    public static string ParseTag(string value) =>
        TagPattern().IsMatch(value)
            ? value
            : throw new LambdaImageException(
                DiagnosticCodes.InvalidReference,
                $"{Display.Quote(value)} is not an image tag: {TagRule}. Correct it.");

    /// <summary>Reads a reference that an engine reports, of which some are not references (<c>&lt;none&gt;:&lt;none&gt;</c>).</summary>
    /// <param name="value">The text.</param>
    /// <returns>The reference, or <see langword="null"/>.</returns>
    public static ImageReference? ParseOrNull(string value) => TryParse(value, out var reference, out _) ? reference : null;

    /// <summary>The same name with another digest.</summary>
    /// <param name="digest">The digest.</param>
    /// <returns>The name.</returns>
    internal ImageReference WithDigest(Digest digest) => new(Registry, Path, Tag, digest);

    /// <inheritdoc/>
    public override string ToString() =>
        Repository + (Tag is null ? string.Empty : ":" + Tag) + (Digest is null ? string.Empty : "@" + Digest);

    /// <inheritdoc/>
    public bool Equals(ImageReference? other) =>
        other is not null && Registry == other.Registry && Path == other.Path && Tag == other.Tag && Digest == other.Digest;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ImageReference);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Registry, Path, Tag, Digest);

    private static bool TryParse(string value, out ImageReference reference, out string why)
    {
        reference = null!;
        var name = value;
        Digest? digest = null;
        string? tag = null;

        if (name.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            var text = name[(at + 1)..];
            name = name[..at];
            digest = Digest.ParseOrNull(text);
            if (digest is not { Algorithm: "sha256" })
            {
                why = $"the digest {Display.Quote(text)} is not 'sha256:' and 64 hexadecimal digits in lower case";
                return false;
            }
        }

        // A colon before the last slash belongs to the registry's port.
        if (name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/'))
        {
            tag = name[(colon + 1)..];
            name = name[..colon];
            if (!TagPattern().IsMatch(tag))
            {
                why = $"the tag {Display.Quote(tag)} can't be used: {TagRule}";
                return false;
            }
        }

        return TryParseName(name, tag ?? (digest is null ? DefaultTag : null), digest, out reference, out why);
    }

    private static bool TryParseName(string name, string? tag, Digest? digest, out ImageReference reference, out string why)
    {
        reference = null!;
        var registry = DockerHub;
        var path = name;

        // The first part is a registry when it can't be a user's name on Docker Hub.
        if (name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash &&
            name[..slash] is var first &&
            (first.AsSpan().IndexOfAny('.', ':') >= 0 || first == "localhost" || first.Any(char.IsAsciiLetterUpper)))
        {
            registry = first == "index.docker.io" ? DockerHub : first;
            path = name[(slash + 1)..];
            if (!RegistryPattern().IsMatch(first))
            {
                why = $"the registry {Display.Quote(first)} is not a host name with an optional port";
                return false;
            }
        }

        if (!PathPattern().IsMatch(path))
        {
            why = path.Length == 0
                ? "the repository is missing"
                : $"the repository {Display.Quote(path)} is not lower-case letters and digits, " +
                  "with single '.', '_', '__' or '-' between them, and '/' between its parts";
            return false;
        }

        if (registry == DockerHub && !path.Contains('/', StringComparison.Ordinal))
        {
            if (ImageIdPattern().IsMatch(path))
            {
                why = "64 hexadecimal digits name an image's id, not a repository";
                return false;
            }

            path = "library/" + path;
        }

        reference = new(registry, path, tag, digest);
        why = $"the name is longer than {LongestName} characters";
        return registry.Length + 1 + path.Length <= LongestName;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagPattern();

    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(
        @"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImageIdPattern();
}
