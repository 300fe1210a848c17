using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Pipeline;

/// <summary>An image that is where it was to go.</summary>
/// <param name="Name">Its first name.</param>
/// <param name="Id">The id under which the engine holds it, or would.</param>
/// <param name="Architecture">Its architecture.</param>
/// <param name="Fingerprint">Its content fingerprint, SHA-256 in lower-case hexadecimal.</param>
/// <param name="BaseImage">Its base image.</param>
/// <param name="BaseDigest">The digest of the base in its repository; <see langword="null"/> for a base that was never pulled.</param>
public sealed record ImageResult(
    ImageReference Name,
    string Id,
    LambdaArchitecture Architecture,
    string Fingerprint,
    ImageReference BaseImage,
    Digest? BaseDigest)
{
    /// <summary>How the engine made it; <see langword="null"/> if it was up to date there, or no engine was asked.</summary>
    public BuildStrategy? Strategy { get; init; }

    /// <summary>Whether it was up to date in all places, so that nothing was built.</summary>
    public bool Skipped { get; init; }

    /// <summary>The digest of the manifest that was pushed; <see langword="null"/> if none was.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The archive that it was written to; <see langword="null"/> if it was to none.</summary>
    public string? ArchivePath { get; init; }

    /// <summary>The manifest as JSON; <see langword="null"/> for an image that only an engine has.</summary>
    public string? Manifest { get; init; }

    /// <summary>The digest of <see cref="Manifest"/>.</summary>
    public Digest? ManifestDigest { get; init; }

    /// <summary>The media type of <see cref="Manifest"/>.</summary>
    public string? ManifestMediaType { get; init; }

    /// <summary>The config as JSON; <see langword="null"/> for an image that only an engine has.</summary>
    public string? Config { get; init; }

    /// <summary>The name by which it is pulled, whatever its tags name later; <see langword="null"/> if it was not pushed.</summary>
    public string? Reference => Digest is null ? null : $"{Name.Repository}@{Digest}";

    /// <summary>Whether the engine has it.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>The project's layers in it, the lowest first; without the emulator's, which an up-to-date build does not look for.</summary>
    internal IReadOnlyList<ResultLayer> Layers { get; init; } = [];

    /// <summary>Where it is, for people to read: its name, if an engine has it, and what was written or pushed.</summary>
    public IReadOnlyList<string> Places =>
    [
        .. IsLoaded ? (IEnumerable<string>)[Name.ToString()] : [],
        .. ArchivePath is null ? (IEnumerable<string>)[] : [ArchivePath],
        .. Digest is null ? (IEnumerable<string>)[] : [$"{Name}@{Digest}"],
    ];
}
