using System.Text.Json;
using LambdaImage.Json;

namespace LambdaImage.Oci;

/// <summary>What an image for one platform is made of: https://github.com/opencontainers/image-spec/blob/main/manifest.md.</summary>
/// <param name="Config">The config.</param>
/// <param name="Layers">The layers, the lowest first.</param>
internal sealed record Manifest(Descriptor Config, IReadOnlyList<Descriptor> Layers)
{
    /// <summary>The manifest as its bytes.</summary>
    /// <returns>A document of type <see cref="MediaTypes.Manifest"/>.</returns>
    public OciDocument ToDocument() => OciDocument.Write(MediaTypes.Manifest, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.Manifest);
        json.WritePropertyName("config");
        Config.WriteTo(json);
        json.WriteStartArray("layers");
        foreach (var layer in Layers)
        {
            layer.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Reads one that others wrote, in OCI's format or Docker's.</summary>
    /// <param name="document">The document.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static Manifest Read(JsonElement document) => new(
        Descriptor.Read(ForeignJson.Required(document, "config")),
        ForeignJson.Member(document, "layers", JsonValueKind.Array) is { } layers
            ? [.. layers.EnumerateArray().Select(Descriptor.Read)]
            : throw new JsonException("a manifest has no layers"));

    /// <summary>Reads one that others wrote, if it is one.</summary>
    /// <param name="document">The document.</param>
    /// <returns>The manifest; <see langword="null"/> if the document is something else.</returns>
    public static Manifest? ReadOrNull(OciDocument document)
    {
        try
        {
            return MediaTypes.IsManifest(document.MediaType) ? Read(ForeignJson.Parse(document.Content)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
