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
        $"{PathFor(name)}?platform={Uri.EscapeDataString(architecture.Platform.ToJson())}";

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

        var config = ForeignJson.Member(root, "Config", JsonValueKind.Object) is { } member ? ContainerConfig.Read(member) : new();
        return new(
            ForeignJson.Text(root, "Id") ?? throw new JsonException("the image has no id"),
            References(root, "RepoTags"),
            References(root, "RepoDigests"),
            config.Labels)
        {
            Config = new(
                new(
                    Platform.Linux,
                    ForeignJson.Text(root, "Architecture") ?? string.Empty,
                    ForeignJson.Text(root, "Variant") ?? string.Empty),
                config,
                ForeignJson.Member(root, "RootFS", JsonValueKind.Object) is { } fileSystem ? ImageConfig.ReadDiffIds(fileSystem, "Layers") : []),
            HasTriggers = config.OnBuild.Count > 0,
            MediaType = ForeignJson.Member(root, "Descriptor", JsonValueKind.Object) is { } descriptor ? ForeignJson.Text(descriptor, "mediaType") : null,
        };
    }

    /// <summary>A member that is a list of references; what is none, such as <c>&lt;none&gt;:&lt;none&gt;</c>, is left out.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The references.</returns>
    /// <exception cref="JsonException">One is no text.</exception>
    public static IReadOnlyList<ImageReference> References(JsonElement element, string name) =>
        [.. ForeignJson.Texts(element, name).Select(ImageReference.ParseOrNull).OfType<ImageReference>()];
}
