using System.Text.Json;

namespace LambdaImage.Engine;

/// <summary>The engine's facts about one image: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImageInspect.</summary>
internal static class ImageInspection
{
    /// <summary>The path of the request.</summary>
    /// <param name="name">The image's name or id.</param>
    /// <returns>The path.</returns>
    public static string PathFor(string name) => $"/images/{name}/json";

    /// <summary>Reads an inspection.</summary>
    /// <param name="body">The answer's body.</param>
    /// <returns>The image with all that a listing leaves out.</returns>
    /// <exception cref="JsonException">It is no inspection.</exception>
    public static EngineImage Read(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the answer is not an object");
        }

        var config = EngineJson.Member(root, "Config", JsonValueKind.Object);
        if (config is { } said)
        {
            EngineJson.CheckTexts(said);
        }

        var layers = EngineJson.Member(root, "RootFS", JsonValueKind.Object) is { } fileSystem ? EngineJson.Texts(fileSystem, "Layers") : [];
        return new(
            EngineJson.Text(root, "Id") ?? throw new JsonException("the image has no id"),
            EngineJson.References(root, "RepoTags"),
            EngineJson.References(root, "RepoDigests"),
            config is { } labelled ? EngineJson.Pairs(labelled, "Labels") : new Dictionary<string, string>())
        {
            Architecture = EngineJson.Text(root, "Architecture") ?? string.Empty,
            Variant = EngineJson.Text(root, "Variant") ?? string.Empty,
            Entrypoint = config is { } started ? EngineJson.Texts(started, "Entrypoint") : [],
            Layers = layers,
            Config = config?.Clone(),
        };
    }
}
