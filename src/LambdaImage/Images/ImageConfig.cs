using System.Globalization;
using System.Text.Json;
using LambdaImage.Json;
using LambdaImage.Oci;

namespace LambdaImage.Images;

/// <summary>
/// An image's config, https://github.com/opencontainers/image-spec/blob/main/config.md, composed of the base's and of what the
/// image changes. Its bytes depend on these alone and on no engine: engines tell the same members of a base in different
/// orders, with and without those that say nothing.
/// </summary>
internal static class ImageConfig
{
    // What a base hands on. The three last are Docker's; an ONBUILD trigger is for the build alone.
    private static readonly string[] Members =
        ["User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal", "Healthcheck", "Shell", "StopTimeout"];

    /// <summary>Composes the config of an image.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The config.</returns>
    public static JsonBytes Compose(Image image) => JsonBytes.Write(json =>
    {
        var created = DateTimeOffset.FromUnixTimeSeconds(image.Changes.Created).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteString("created", created);
        WriteInherited(json, image.Base, image.Changes, ImageLabels.Of(image), image.Layers.Select(layer => "sha256:" + layer.Digest));
        json.WriteStartArray("history");
        foreach (var _ in image.Base.Layers)
        {
            WriteHistory(json, created, $"FROM {image.Changes.From}");
        }

        for (var i = 0; i < image.Layers.Count; i++)
        {
            // Without the layer's name: a folder that is renamed holds the same layer.
            WriteHistory(json, created, string.Create(CultureInfo.InvariantCulture, $"LambdaImage.Tasks: layer {i + 1} of {image.Layers.Count} -> {image.Layers[i].Destination}"));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>What tells a base from others by what an image inherits of it. All engines that hold it agree.</summary>
    /// <param name="baseImage">The base, inspected.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public static string IdentityOf(StoredImage baseImage) => JsonBytes.Write(json =>
    {
        json.WriteStartObject();
        WriteInherited(json, baseImage, changes: null, new Dictionary<string, string>(), []);
        json.WriteEndObject();
    }).Digest;

    private static void WriteInherited(
        Utf8JsonWriter json,
        StoredImage baseImage,
        ConfigChanges? changes,
        IReadOnlyDictionary<string, string> labels,
        IEnumerable<string> layers)
    {
        json.WriteString("architecture", baseImage.Architecture);
        if (baseImage.Variant.Length > 0)
        {
            json.WriteString("variant", baseImage.Variant);
        }

        json.WriteString("os", "linux");
        json.WriteStartObject("config");
        WriteMembers(json, baseImage, changes, labels);
        json.WriteEndObject();
        json.WriteStartObject("rootfs");
        json.WriteString("type", "layers");
        WriteTexts(json, "diff_ids", [.. baseImage.Layers, .. layers]);
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, string created, string by)
    {
        json.WriteStartObject();
        json.WriteString("created", created);
        json.WriteString("created_by", by);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, StoredImage baseImage, ConfigChanges? changes, IReadOnlyDictionary<string, string> labels)
    {
        var config = baseImage.Config ?? default;
        foreach (var name in Members)
        {
            switch (name)
            {
                case "Env":
                    WriteTexts(json, name, Merge(ForeignJson.Texts(config, name), changes?.Environment));
                    break;
                case "Cmd" when changes?.Command is { } command:
                    WriteTexts(json, name, [command]);
                    break;
                case "Labels":
                    WriteLabels(json, baseImage.Labels, labels);
                    break;
                default:
                    if (config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out var member) && SaysSomething(member))
                    {
                        json.WritePropertyName(name);
                        WriteSorted(json, member);
                    }

                    break;
            }
        }
    }

    private static bool SaysSomething(JsonElement member) => member.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        JsonValueKind.String => !member.ValueEquals(string.Empty),
        JsonValueKind.Array => member.GetArrayLength() > 0,
        JsonValueKind.Object => member.EnumerateObject().Any(),
        _ => true,
    };

    private static void WriteSorted(Utf8JsonWriter json, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            json.WritePropertyName(member.Name);
            WriteSorted(json, member.Value);
        }

        json.WriteEndObject();
    }

    // As ENV of a Dockerfile does: a variable that the base has keeps its place.
    private static List<string> Merge(IReadOnlyList<string> inherited, IReadOnlyDictionary<string, string>? variables)
    {
        var merged = inherited.ToList();
        foreach (var (name, value) in (variables ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var place = merged.FindIndex(variable => variable.StartsWith(name + "=", StringComparison.Ordinal));
            if (place < 0)
            {
                merged.Add($"{name}={value}");
            }
            else
            {
                merged[place] = $"{name}={value}";
            }
        }

        return merged;
    }

    private static void WriteLabels(Utf8JsonWriter json, IReadOnlyDictionary<string, string> inherited, IReadOnlyDictionary<string, string> labels)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in inherited.Concat(labels))
        {
            merged[name] = value;
        }

        if (merged.Count == 0)
        {
            return;
        }

        json.WriteStartObject("Labels");
        foreach (var (name, value) in merged)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
