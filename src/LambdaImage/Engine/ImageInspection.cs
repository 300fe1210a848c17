using System.Text.Json;
using LambdaImage.Json;

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
        var root = ForeignJson.Parse(body);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the answer is not an object");
        }

        var config = ForeignJson.Member(root, "Config", JsonValueKind.Object);
        var layers = ForeignJson.Member(root, "RootFS", JsonValueKind.Object) is { } fileSystem ? ForeignJson.Texts(fileSystem, "Layers") : [];
        return new(
            ForeignJson.Text(root, "Id") ?? throw new JsonException("the image has no id"),
            EngineJson.References(root, "RepoTags"),
            EngineJson.References(root, "RepoDigests"),
            config is { } labelled ? ForeignJson.Pairs(labelled, "Labels") : new Dictionary<string, string>())
        {
            Architecture = ForeignJson.Text(root, "Architecture") ?? string.Empty,
            Variant = ForeignJson.Text(root, "Variant") ?? string.Empty,
            Entrypoint = config is { } started ? ForeignJson.Texts(started, "Entrypoint") : [],
            Layers = layers,
            Config = config,
        };
    }
}
