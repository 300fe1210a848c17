using System.Text.Json;
using LambdaImage.Json;

namespace LambdaImage.Oci;

/// <summary>How a document names one of an image's parts: https://github.com/opencontainers/image-spec/blob/main/descriptor.md.</summary>
/// <param name="MediaType">What its bytes are.</param>
/// <param name="Digest">The digest of its bytes.</param>
/// <param name="Size">The number of its bytes.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    // https://github.com/opencontainers/image-spec/blob/main/annotations.md
    private const string RefName = "org.opencontainers.image.ref.name";

    // https://pkg.go.dev/github.com/containerd/containerd/images#pkg-constants
    private const string ContainerdName = "io.containerd.image.name";

    /// <summary>What an image that it names runs on; <see langword="null"/> if it does not say.</summary>
    public Platform? Platform { get; init; }

    /// <summary>The name that the part gets; <see langword="null"/> if it gets none.</summary>
    public string? Name { get; init; }

    /// <summary>Writes it as an object.</summary>
    /// <param name="json">The document.</param>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", MediaType);
        json.WriteString("digest", Digest.ToString());
        json.WriteNumber("size", Size);
        if (Platform is not null)
        {
            json.WritePropertyName("platform");
            Platform.WriteTo(json);
        }

        if (Name is not null)
        {
            json.WriteStartObject("annotations");
            json.WriteString(ContainerdName, Name);
            json.WriteString(RefName, Name);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Reads one that others wrote.</summary>
    /// <param name="element">The object.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    internal static Descriptor Read(JsonElement element) => new(
        ForeignJson.Text(element, "mediaType") ?? throw new JsonException("a descriptor has no media type"),
        Digest.Read(ForeignJson.Text(element, "digest")),
        ForeignJson.Number(element, "size") is { } size and >= 0 ? size : throw new JsonException("a descriptor has no size"))
    {
        Platform = ForeignJson.Member(element, "platform", JsonValueKind.Object) is { } platform ? Platform.Read(platform) : null,
        Name = ForeignJson.Member(element, "annotations", JsonValueKind.Object) is { } annotations
            ? ForeignJson.TextOrNull(annotations, ContainerdName) ?? ForeignJson.TextOrNull(annotations, RefName)
            : null,
    };
}
