using System.Text.Json;
using LambdaImage.Json;

namespace LambdaImage.Oci;

/// <summary>What an image says of itself: https://github.com/opencontainers/image-spec/blob/main/config.md.</summary>
/// <param name="Platform">What it runs on.</param>
/// <param name="Container">How its containers run.</param>
/// <param name="DiffIds">The digests of its layers' tars, the lowest first.</param>
public sealed record ImageConfig(Platform Platform, ContainerConfig Container, IReadOnlyList<Digest> DiffIds)
{
    /// <summary>When it was made, in RFC 3339's format; <see langword="null"/> if it does not say.</summary>
    public string? Created { get; init; }

    /// <summary>How its layers were made, the lowest first.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>The config as its bytes.</summary>
    /// <returns>A document of type <see cref="MediaTypes.Config"/>.</returns>
    internal OciDocument ToDocument() => OciDocument.Write(MediaTypes.Config, json =>
    {
        json.WriteStartObject();
        if (Created is not null)
        {
            json.WriteString("created", Created);
        }

        json.WriteString("architecture", Platform.Architecture);
        if (Platform.Variant.Length > 0)
        {
            json.WriteString("variant", Platform.Variant);
        }

        json.WriteString("os", Platform.Os);
        json.WritePropertyName("config");
        Container.WriteTo(json);
        WriteDiffIds(json);
        WriteHistory(json);
        json.WriteEndObject();
    });

    /// <summary>Reads one that others wrote, but for its history.</summary>
    /// <param name="document">The document.</param>
    /// <returns>The config.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    internal static ImageConfig Read(JsonElement document) => document.ValueKind != JsonValueKind.Object
        ? throw new JsonException("the config is not an object")
        : new(
            Platform.Read(document),
            ForeignJson.Member(document, "config", JsonValueKind.Object) is { } container ? ContainerConfig.Read(container) : new(),
            ForeignJson.Member(document, "rootfs", JsonValueKind.Object) is { } fileSystem ? ReadDiffIds(fileSystem, "diff_ids") : []);

    /// <summary>Reads the digests of layers' tars.</summary>
    /// <param name="element">The object that has them.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The digests.</returns>
    /// <exception cref="JsonException">One is none.</exception>
    internal static IReadOnlyList<Digest> ReadDiffIds(JsonElement element, string name) => [.. ForeignJson.Texts(element, name).Select(Digest.Read)];

    private void WriteDiffIds(Utf8JsonWriter json)
    {
        json.WriteStartObject("rootfs");
        json.WriteString("type", "layers");
        json.WriteStartArray("diff_ids");
        foreach (var digest in DiffIds)
        {
            json.WriteStringValue(digest.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteHistory(Utf8JsonWriter json)
    {
        if (History.Count == 0)
        {
            return;
        }

        json.WriteStartArray("history");
        foreach (var entry in History)
        {
            json.WriteStartObject();
            json.WriteString("created", entry.Created);
            json.WriteString("created_by", entry.CreatedBy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
