using System.Text.Json;
using LambdaImage.Images;
using LambdaImage.Json;
using LambdaImage.Oci;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>
/// An OCI image layout as a tar: https://github.com/opencontainers/image-spec/blob/main/image-layout.md. containerd takes blobs
/// that it has from its own store, so those can be missing. So does Podman, which knows layers by their unpacked tar. The image has no name
/// for containerd, which gives an image its names before it looks whether all blobs are there, and takes them from the image that has them.
/// </summary>
internal static class OciLayout
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    // https://github.com/opencontainers/image-spec/blob/main/annotations.md: Podman takes the whole name from it.
    private const string NameAnnotation = "org.opencontainers.image.ref.name";

    // A manifest of OCI's names layers by OCI's types; the bytes of Docker's are the same.
    private static readonly Dictionary<string, string> OciTypes = new(StringComparer.Ordinal)
    {
        ["application/vnd.docker.image.rootfs.diff.tar"] = LayerType,
        ["application/vnd.docker.image.rootfs.diff.tar.gzip"] = LayerType + "+gzip",
        ["application/vnd.docker.image.rootfs.diff.tar.zstd"] = LayerType + "+zstd",
    };

    /// <summary>The file of a blob.</summary>
    /// <param name="digest">Its SHA-256 in lower-case hexadecimal.</param>
    /// <returns>The file's name.</returns>
    public static string FileOf(string digest) => "blobs/sha256/" + digest;

    /// <summary>The layers of a base as Podman finds them: by the digest of the unpacked tar. How long that is it knows itself.</summary>
    /// <param name="digests">The digests, <c>sha256:…</c>, the lowest first.</param>
    /// <returns>The layers.</returns>
    public static IReadOnlyList<Descriptor> Unpacked(IEnumerable<string> digests) => [.. digests.Select(digest => new Descriptor(LayerType, digest, TarWriter.BlockSize))];

    /// <summary>The id that an image gets: the digest of its manifest.</summary>
    /// <param name="image">The image.</param>
    /// <param name="baseLayers">The packed layers of the base, the lowest first.</param>
    /// <returns>The id, <c>sha256:…</c>.</returns>
    public static string IdOf(ComposedImage image, IReadOnlyList<Descriptor> baseLayers) => "sha256:" + Manifest(image, baseLayers).Digest;

    /// <summary>All layers of the image, as its manifest names them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="baseLayers">The packed layers of the base, the lowest first.</param>
    /// <returns>The layers, the lowest first.</returns>
    public static IReadOnlyList<Descriptor> LayersOf(ComposedImage image, IReadOnlyList<Descriptor> baseLayers) =>
    [
        .. baseLayers.Select(layer => layer with { MediaType = OciTypes.GetValueOrDefault(layer.MediaType, layer.MediaType) }),
        .. image.Layers.Select(layer => new Descriptor(LayerType, "sha256:" + layer.Digest, layer.Size)),
    ];

    /// <summary>Writes what comes after <see cref="ArchiveStart"/> and the layers' blobs.</summary>
    /// <param name="tar">The archive.</param>
    /// <param name="image">The image.</param>
    /// <param name="baseLayers">The packed layers of the base, the lowest first.</param>
    /// <param name="name">The name that the image gets, if it gets one.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The task of writing.</returns>
    public static async Task WriteEndAsync(
        TarWriter tar,
        ComposedImage image,
        IReadOnlyList<Descriptor> baseLayers,
        string? name,
        CancellationToken cancellationToken)
    {
        var manifest = Manifest(image, baseLayers);
        await tar.WriteFileAsync(FileOf(image.Config.Digest), image.Config.Content, cancellationToken).ConfigureAwait(false);
        await tar.WriteFileAsync(FileOf(manifest.Digest), manifest.Content, cancellationToken).ConfigureAwait(false);
        await tar.WriteFileAsync("index.json", Index(manifest, name).Content, cancellationToken).ConfigureAwait(false);
        await tar.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private static JsonBytes Manifest(ComposedImage image, IReadOnlyList<Descriptor> baseLayers) => JsonBytes.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", ManifestType);
        json.WriteStartObject("config");
        WriteDescriptor(json, ConfigType, "sha256:" + image.Config.Digest, image.Config.Content.Length);
        json.WriteEndObject();
        json.WriteStartArray("layers");
        foreach (var layer in LayersOf(image, baseLayers))
        {
            json.WriteStartObject();
            WriteDescriptor(json, layer.MediaType, layer.Digest, layer.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static JsonBytes Index(JsonBytes manifest, string? name) => JsonBytes.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", IndexType);
        json.WriteStartArray("manifests");
        json.WriteStartObject();
        WriteDescriptor(json, ManifestType, "sha256:" + manifest.Digest, manifest.Content.Length);
        if (name is not null)
        {
            json.WriteStartObject("annotations");
            json.WriteString(NameAnnotation, name);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteDescriptor(Utf8JsonWriter json, string mediaType, string digest, long size)
    {
        json.WriteString("mediaType", mediaType);
        json.WriteString("digest", digest);
        json.WriteNumber("size", size);
    }
}
