using System.Text.Json;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>What an engine says of an image.</summary>
/// <param name="json">Its answer to an inspection.</param>
internal sealed class ImageFacts(JsonElement json)
{
    /// <summary>The id.</summary>
    public string Id => json.GetProperty(nameof(Id)).GetString()!;

    /// <summary>When it says that it was made.</summary>
    public DateTimeOffset Created => json.GetProperty(nameof(Created)).GetDateTimeOffset();

    /// <summary>The architecture, in the engine's words.</summary>
    public string Architecture => json.GetProperty(nameof(Architecture)).GetString()!;

    /// <summary>The command, in one line.</summary>
    public string Command => string.Join(' ', Strings(json.GetProperty("Config").GetProperty("Cmd")));

    /// <summary>The ids of the file system layers, the base's first.</summary>
    public IReadOnlyList<string> Layers => Strings(json.GetProperty("RootFS").GetProperty(nameof(Layers)));

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Tags => Strings(json.GetProperty("RepoTags"));

    /// <summary>The value of a label, or <see langword="null"/>.</summary>
    public string? Label(string name) =>
        json.GetProperty("Config").GetProperty("Labels") is { ValueKind: JsonValueKind.Object } labels && labels.TryGetProperty(name, out var value)
            ? value.GetString()
            : null;

    private static string[] Strings(JsonElement array) =>
        array.ValueKind == JsonValueKind.Array ? [.. array.EnumerateArray().Select(value => value.GetString()!)] : [];
}
