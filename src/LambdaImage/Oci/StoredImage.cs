using System.Text.Json;

namespace LambdaImage.Oci;

/// <summary>An image that an engine holds.</summary>
/// <param name="Id">Its id: the digest of its config, or with a containerd store of its manifest.</param>
/// <param name="Names">The tags that it has, those that are no references left out.</param>
/// <param name="Digests">The digests under which repositories know it.</param>
/// <param name="Labels">Its labels.</param>
public sealed record StoredImage(
    string Id,
    IReadOnlyList<ImageReference> Names,
    IReadOnlyList<ImageReference> Digests,
    IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>The engines' name of its architecture, <c>amd64</c> for example; empty where a listing leaves it out.</summary>
    public string Architecture { get; init; } = string.Empty;

    /// <summary>The variant of the architecture, <c>v8</c> for example; empty where there is none and where a listing leaves it out.</summary>
    public string Variant { get; init; } = string.Empty;

    /// <summary>The digests of its layers' tars, <c>sha256:…</c>, the lowest first; empty where a listing leaves them out.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>
    /// How its containers run, named as https://github.com/opencontainers/image-spec/blob/main/config.md names it;
    /// <see langword="null"/> where a listing leaves it out.
    /// </summary>
    public JsonElement? Config { get; init; }

    /// <summary>
    /// The media type of its manifest or index; <see langword="null"/> from engines that don't say. Engines that say it tell an image's
    /// layers only if they have the content of all of them.
    /// </summary>
    public string? MediaType { get; init; }

    /// <summary>Whether it is known to be an index, which names an image for each of several platforms.</summary>
    public bool IsIndex => MediaType is MediaTypes.Index or MediaTypes.DockerIndex;

    /// <summary>Its entrypoint; empty where it has none and where a listing leaves it out.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Whether a build on it runs what it left for its heirs (<c>ONBUILD</c>); may be so where an engine does not tell for sure.</summary>
    public bool HasTriggers { get; init; }

    /// <summary>Whether the image is known by a name, be it a tag or a digest.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it is.</returns>
    public bool Has(ImageReference name) => (name.Digest is null ? Names : Digests).Any(own => own.StoredName == name.StoredName);

    /// <summary>Whether the repository of a name knows the image by a digest. An image can have several in one repository.</summary>
    /// <param name="name">The name.</param>
    /// <param name="digest">The digest.</param>
    /// <returns>Whether it does.</returns>
    public bool IsKnownAs(ImageReference name, string digest) =>
        Digests.Any(own => own.Repository == name.Repository && own.Digest == digest);

    /// <summary>The digest by which the repository of a name knows the image.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The digest, or <see langword="null"/> for an image that was never pulled or pushed.</returns>
    public string? DigestIn(ImageReference name) => Digests.FirstOrDefault(own => own.Repository == name.Repository)?.Digest;
}
