using System.Text.Json;
using LambdaImage.Json;
using LambdaImage.Oci;

namespace LambdaImage.Engines.Requests;

/// <summary>The engine's listing of images: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImageList.</summary>
internal static class ImageListing
{
    /// <summary>The path and query that list the images which have one of some names.</summary>
    /// <param name="names">The names.</param>
    /// <returns>The path and query.</returns>
    public static string PathForNames(IEnumerable<ImageReference> names) => Path("reference", names.Select(name => name.StoredName));

    /// <summary>The path and query that list the images which have a label.</summary>
    /// <param name="label">The label, <c>name=value</c>.</param>
    /// <returns>The path and query.</returns>
    public static string PathForLabel(string label) => Path("label", [label]);

    /// <summary>Reads a listing.</summary>
    /// <param name="body">The response's body.</param>
    /// <returns>The images, without their architectures.</returns>
    /// <exception cref="JsonException">It is no listing.</exception>
    public static IReadOnlyList<StoredImage> Read(byte[] body)
    {
        var root = ForeignJson.Parse(body);
        return root.ValueKind == JsonValueKind.Array
            ? root.EnumerateArray().Select(Read).ToList()
            : throw new JsonException("the response is not a list");
    }

    private static string Path(string filter, IEnumerable<string> values)
    {
        var set = string.Join(',', values.Distinct(StringComparer.Ordinal).Select(value => $"\"{JsonEncodedText.Encode(value)}\":true"));
        return "/images/json?filters=" + Uri.EscapeDataString($"{{\"{filter}\":{{{set}}}}}");
    }

    private static StoredImage Read(JsonElement image) => image.ValueKind != JsonValueKind.Object
        ? throw new JsonException("an image is not an object")
        : new(
            ForeignJson.Text(image, "Id") ?? throw new JsonException("an image has no id"),
            ImageInspection.References(image, "RepoTags"),
            ImageInspection.References(image, "RepoDigests"),
            ForeignJson.Pairs(image, "Labels"));
}
