using System.Text.Json;
using LambdaImage.Json;
using LambdaImage.Lambda;
using LambdaImage.Oci;

namespace LambdaImage.Engines.Requests;

/// <summary>The engine's facts about one image: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImageInspect.</summary>
internal static class ImageInspection
{
    /// <summary>The path of the request.</summary>
    /// <param name="name">The image's name or id.</param>
    /// <returns>The path.</returns>
    public static string PathFor(string name) => $"/images/{name}/json";

    /// <summary>The path of the request for one platform of an image. The API has it from version 1.49 on.</summary>
    /// <param name="name">The image's name or id.</param>
    /// <param name="architecture">The architecture.</param>
    /// <returns>The path and query.</returns>
    public static string PathFor(string name, LambdaArchitecture architecture) =>
        $"{PathFor(name)}?platform={Uri.EscapeDataString(architecture.PlatformJson)}";

    /// <summary>Reads an inspection.</summary>
    /// <param name="body">The response's body.</param>
    /// <returns>The image with all that a listing leaves out.</returns>
    /// <exception cref="JsonException">It is no inspection.</exception>
    public static StoredImage Read(byte[] body)
    {
        var root = ForeignJson.Parse(body);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the response is not an object");
        }

        var image = new StoredImage(
            ForeignJson.Text(root, "Id") ?? throw new JsonException("the image has no id"),
            EngineJson.References(root, "RepoTags"),
            EngineJson.References(root, "RepoDigests"),
            new Dictionary<string, string>())
        {
            Architecture = ForeignJson.Text(root, "Architecture") ?? string.Empty,
            Variant = ForeignJson.Text(root, "Variant") ?? string.Empty,
            Layers = ForeignJson.Member(root, "RootFS", JsonValueKind.Object) is { } fileSystem ? ForeignJson.Texts(fileSystem, "Layers") : [],
            MediaType = ForeignJson.Member(root, "Descriptor", JsonValueKind.Object) is { } descriptor ? ForeignJson.Text(descriptor, "mediaType") : null,
        };
        return With(image, ForeignJson.Member(root, "Config", JsonValueKind.Object));
    }

    /// <summary>Reads an image's config: https://github.com/opencontainers/image-spec/blob/main/config.md.</summary>
    /// <param name="image">The image, inspected for another platform.</param>
    /// <param name="config">The config of the platform that is wanted.</param>
    /// <returns>The image as an inspection of that platform would have it.</returns>
    /// <exception cref="JsonException">It is no config.</exception>
    public static StoredImage ReadConfig(StoredImage image, string config)
    {
        var root = ForeignJson.Parse(config);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the config is not an object");
        }

        var variant = image with
        {
            Architecture = ForeignJson.Text(root, "architecture") ?? string.Empty,
            Variant = ForeignJson.Text(root, "variant") ?? string.Empty,
            Layers = ForeignJson.Member(root, "rootfs", JsonValueKind.Object) is { } fileSystem ? ForeignJson.Texts(fileSystem, "diff_ids") : [],
        };
        return With(variant, ForeignJson.Member(root, "config", JsonValueKind.Object));
    }

    private static StoredImage With(StoredImage image, JsonElement? config)
    {
        if (config is not { } members)
        {
            return image with { Labels = new Dictionary<string, string>(), Entrypoint = [], Config = null };
        }

        return image with
        {
            Labels = ForeignJson.Pairs(members, "Labels"),
            Entrypoint = ForeignJson.Texts(members, "Entrypoint"),
            Config = members,
            HasTriggers = ForeignJson.Texts(members, "OnBuild").Count > 0,
        };
    }
}
