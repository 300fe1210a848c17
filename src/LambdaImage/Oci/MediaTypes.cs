namespace LambdaImage.Oci;

/// <summary>The media types of an image's parts: https://github.com/opencontainers/image-spec/blob/main/media-types.md.</summary>
internal static class MediaTypes
{
    /// <summary>An index of manifests.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>What Docker's format has in the place of an index.</summary>
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>A manifest.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>A manifest in Docker's format.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>A config.</summary>
    public const string Config = "application/vnd.oci.image.config.v1+json";

    /// <summary>A config in Docker's format.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>A layer that is not compressed.</summary>
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>A layer that is compressed with gzip.</summary>
    public const string GzipLayer = Layer + "+gzip";

    /// <summary>A layer that is compressed with zstd.</summary>
    public const string ZstdLayer = Layer + "+zstd";

    // The bytes of Docker's layers are the same as those of OCI's.
    private static readonly Dictionary<string, string> OfDockerLayers = new(StringComparer.Ordinal)
    {
        ["application/vnd.docker.image.rootfs.diff.tar"] = Layer,
        ["application/vnd.docker.image.rootfs.diff.tar.gzip"] = GzipLayer,
        ["application/vnd.docker.image.rootfs.diff.tar.zstd"] = ZstdLayer,
    };

    /// <summary>The type by which a manifest of OCI's names a layer.</summary>
    /// <param name="layer">The type by which any manifest names it.</param>
    /// <returns>The type.</returns>
    public static string ToOci(string layer) => OfDockerLayers.GetValueOrDefault(layer, layer);

    /// <summary>Whether a document of some type names images for several platforms.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsIndex(string? type) => type is Index or DockerIndex;

    /// <summary>Whether a document of some type is a manifest.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsManifest(string? type) => type is Manifest or DockerManifest;
}
