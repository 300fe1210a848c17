using LambdaImage.Json;
using LambdaImage.Oci;

namespace LambdaImage.Images;

/// <summary>
/// An image: a base, layers on it, and what its config changes of the base's. Config, manifest and ids follow from these.
/// </summary>
/// <param name="Base">The base, inspected.</param>
/// <param name="Layers">The layers on the base, the lowest first.</param>
/// <param name="Changes">What the config has besides the base's.</param>
/// <param name="Fingerprint">The content fingerprint.</param>
/// <param name="BaseDigest">The digest of the base in its repository, if it is known.</param>
internal sealed record Image(StoredImage Base, IReadOnlyList<ImageLayer> Layers, ConfigChanges Changes, string Fingerprint, string? BaseDigest)
{
    /// <summary>The config, of type <see cref="MediaTypes.Config"/>.</summary>
    public JsonBytes Config => field ??= ImageConfig.Compose(this);

    /// <summary>The id by which stores know the image that name images by their configs.</summary>
    public string ConfigId => "sha256:" + Config.Digest;

    /// <summary>The id by which stores know the image that name images by their manifests.</summary>
    /// <param name="baseLayers">The base's layers as the store has them, the lowest first.</param>
    /// <returns>The id, <c>sha256:…</c>.</returns>
    public string ManifestId(IReadOnlyList<Descriptor> baseLayers) => "sha256:" + Manifest(baseLayers).Digest;

    /// <summary>All layers, as a manifest names them.</summary>
    /// <param name="baseLayers">The base's layers as the store has them, the lowest first.</param>
    /// <returns>The layers, the lowest first.</returns>
    public IReadOnlyList<Descriptor> AllLayers(IReadOnlyList<Descriptor> baseLayers) =>
    [
        .. baseLayers.Select(layer => layer with { MediaType = MediaTypes.ToOci(layer.MediaType) }),
        .. Layers.Select(layer => new Descriptor(MediaTypes.Layer, "sha256:" + layer.Digest, layer.Size)),
    ];

    /// <summary>The manifest.</summary>
    /// <param name="baseLayers">The base's layers as the store has them, the lowest first.</param>
    /// <returns>The manifest, of type <see cref="MediaTypes.Manifest"/>.</returns>
    public JsonBytes Manifest(IReadOnlyList<Descriptor> baseLayers) => JsonBytes.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.Manifest);
        json.WritePropertyName("config");
        new Descriptor(MediaTypes.Config, ConfigId, Config.Content.Length).WriteTo(json);
        json.WriteStartArray("layers");
        foreach (var layer in AllLayers(baseLayers))
        {
            layer.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
