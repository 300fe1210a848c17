using System.Text.Json;
using LambdaImage.Json;

namespace LambdaImage.Oci;

/// <summary>The images of several platforms under one name: https://github.com/opencontainers/image-spec/blob/main/image-index.md.</summary>
/// <param name="Manifests">The images' manifests.</param>
internal sealed record ImageIndex(IReadOnlyList<Descriptor> Manifests)
{
    /// <summary>The index as its bytes.</summary>
    /// <returns>A document of type <see cref="MediaTypes.Index"/>.</returns>
    public OciDocument ToDocument() => OciDocument.Write(MediaTypes.Index, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.Index);
        json.WriteStartArray("manifests");
        foreach (var manifest in Manifests)
        {
            manifest.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Reads one that others wrote, in OCI's format or Docker's.</summary>
    /// <param name="document">The document.</param>
    /// <returns>The index.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static ImageIndex Read(JsonElement document) => ForeignJson.Member(document, "manifests", JsonValueKind.Array) is { } manifests
        ? new([.. manifests.EnumerateArray().Select(Descriptor.Read)])
        : throw new JsonException("an index has no manifests");
}
