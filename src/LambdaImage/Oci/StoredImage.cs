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
    // A listing tells no config.
    private static readonly ImageConfig Untold = new(new(Platform.Linux, string.Empty), new(), []);

    /// <summary>Its config, without its history; one that says nothing where a listing leaves it out.</summary>
    public ImageConfig Config { get; init; } = Untold;

    /// <summary>
    /// The media type of its manifest or index; <see langword="null"/> from engines that don't say. Engines that say it tell an image's
    /// layers only if they have the content of all of them.
    /// </summary>
    public string? MediaType { get; init; }

    /// <summary>Whether a build on it runs what it left for its heirs (<c>ONBUILD</c>); may be so where an engine does not tell for sure.</summary>
    public bool HasTriggers { get; init; }

    /// <summary>Whether it is known to be an index, which names an image for each of several platforms.</summary>
    public bool IsIndex => MediaTypes.IsIndex(MediaType);

    /// <summary>The digests of its layers' tars, the lowest first.</summary>
    public IReadOnlyList<Digest> Layers => Config.DiffIds;

    /// <summary>The engines' name of its architecture, <c>amd64</c> for example; empty if it is not known.</summary>
    public string Architecture => Config.Platform.Architecture;

    /// <summary>Whether the image is known by a name, be it a tag or a digest.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it is.</returns>
    public bool Has(ImageReference name) => (name.Digest is null ? Names : Digests).Any(own => own.StoredName == name.StoredName);

    /// <summary>Whether the repository of a name knows the image by a digest. An image can have several in one repository.</summary>
    /// <param name="name">The name.</param>
    /// <param name="digest">The digest.</param>
    /// <returns>Whether it does.</returns>
    public bool IsKnownAs(ImageReference name, Digest digest) =>
        Digests.Any(own => own.Repository == name.Repository && own.Digest == digest);

    /// <summary>The digest by which the repository of a name knows the image.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The digest, or <see langword="null"/> for an image that was never pulled or pushed.</returns>
    public Digest? DigestIn(ImageReference name) => Digests.FirstOrDefault(own => own.Repository == name.Repository)?.Digest;
}
