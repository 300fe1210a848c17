using System.Text.Json;
using LambdaImage.Json;

namespace LambdaImage.Oci;

/// <summary>What an image runs on: https://github.com/opencontainers/image-spec/blob/main/image-index.md.</summary>
/// <param name="Os">The operating system, <c>linux</c> for example.</param>
/// <param name="Architecture">The architecture as Go names it, <c>amd64</c> for example; empty if it is not known.</param>
/// <param name="Variant">The variant of the architecture, <c>v8</c> for example; empty if there is none.</param>
public sealed record Platform(string Os, string Architecture, string Variant = "")
{
    /// <summary>The operating system of images that Lambda runs.</summary>
    internal const string Linux = "linux";

    /// <summary>Whether an image for a platform runs where one for this is wanted: without a variant any is meant.</summary>
    /// <param name="other">The image's platform.</param>
    /// <returns>Whether it does.</returns>
    internal bool Accepts(Platform other) => Os == other.Os && Architecture == other.Architecture && (Variant.Length == 0 || Variant == other.Variant);

    /// <summary>The platform as the engines' API wants it in queries, a JSON object.</summary>
    /// <returns>The object.</returns>
    internal string ToJson() => OciDocument.Text(WriteTo);

    /// <summary>Writes it as an object.</summary>
    /// <param name="json">The document.</param>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("os", Os);
        json.WriteString("architecture", Architecture);
        if (Variant.Length > 0)
        {
            json.WriteString("variant", Variant);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the members of an object that name a platform.</summary>
    /// <param name="element">The object.</param>
    /// <returns>The platform; on Linux if no system is named.</returns>
    /// <exception cref="JsonException">One is no text.</exception>
    internal static Platform Read(JsonElement element) => new(
        ForeignJson.Text(element, "os") ?? Linux,
        ForeignJson.Text(element, "architecture") ?? string.Empty,
        ForeignJson.Text(element, "variant") ?? string.Empty);

    /// <summary>The platform as users write it, <c>linux/arm64/v8</c> for example.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Variant.Length == 0 ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
