using System.Text.Json;

namespace LambdaImage.Oci;

/// <summary>How a manifest names one of an image's parts: https://github.com/opencontainers/image-spec/blob/main/descriptor.md.</summary>
/// <param name="MediaType">What its bytes are.</param>
/// <param name="Digest">The digest of its bytes, <c>sha256:…</c>.</param>
/// <param name="Size">The number of its bytes.</param>
public sealed record Descriptor(string MediaType, string Digest, long Size)
{
    /// <summary>Writes it as an object.</summary>
    /// <param name="json">The document.</param>
    /// <param name="name">The name that the part gets (<c>org.opencontainers.image.ref.name</c>), if it gets one.</param>
    internal void WriteTo(Utf8JsonWriter json, string? name = null)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", MediaType);
        json.WriteString("digest", Digest);
        json.WriteNumber("size", Size);
        if (name is not null)
        {
            json.WriteStartObject("annotations");
            json.WriteString("org.opencontainers.image.ref.name", name);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
