using System.Text;
using System.Text.Json;
using LambdaImage.Engines.Requests;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Tar;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.Images;

/// <summary>Bases and composed images for tests to change one thing of.</summary>
internal static class ImageSamples
{
    public static readonly string First = new('1', 64);
    public static readonly string Second = new('2', 64);

    /// <summary>The digests of a base's layers.</summary>
    public static readonly IReadOnlyList<Digest> BaseLayers = [Digest.Of("base0"u8), Digest.Of("base1"u8)];

    /// <summary>A base as an engine tells of it.</summary>
    public static StoredImage Base(string config, string architecture = "amd64", string variant = "") => ImageInspection.Read(Encoding.UTF8.GetBytes(
        $$"""
        {
          "Id": "sha256:base", "Architecture": "{{architecture}}", "Variant": "{{variant}}", "Config": {{config}},
          "RootFS": { "Layers": ["{{BaseLayers[0]}}", "{{BaseLayers[1]}}"] }
        }
        """));

    /// <summary>An image of two layers on a base of two.</summary>
    public static Image Composed() => Of(Plans.Spec, Base("{}"), ("/a", First), ("/b", Second));

    /// <summary>An image.</summary>
    public static Image Of(ImageSpec spec, StoredImage baseImage, params (string Source, string Digest)[] layers) => new(
        baseImage.Config,
        [.. layers.Select((layer, index) => Layer(Digest.OfSha256(layer.Digest), 1024 * (index + 1), Plans.Folder(layer.Source).Destination))],
        ConfigChanges.Of(spec),
        "f00d");

    /// <summary>A layer that is not compressed.</summary>
    public static ImageLayer Layer(Digest diffId, long size, string destination) => new(diffId, LayerBlob.Plain(diffId, size).Blob, destination);

    /// <summary>What is written after the layers' files.</summary>
    public static Task<byte[]> WriteAsync(Func<TarWriter, Task> write) => TarBytes.OfAsync(0, async tar => await write(tar));

    public static JsonElement Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>The texts of a list.</summary>
    public static string Texts(this JsonElement element, string name) =>
        string.Join(' ', element.GetProperty(name).EnumerateArray().Select(text => text.GetString()));
}
