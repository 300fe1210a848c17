using System.Security.Cryptography;
using System.Text.Json;
using LambdaImage.Destinations;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Images;

namespace LambdaImage.UnitTests.Destinations;

[TestClass]
public sealed class OciLayoutTests
{
    private static readonly Descriptor[] BaseLayers =
    [
        new("application/vnd.docker.image.rootfs.diff.tar.gzip", Digest.Of("packed0"u8), 10),
        new("application/vnd.oci.image.layer.v1.tar+zstd", Digest.Of("packed1"u8), 20),
    ];

    [TestMethod]
    public async Task WriteEndAsync_names_each_blob_by_the_digest_of_its_bytes()
    {
        var files = await WriteAsync(ImageSamples.Composed());

        foreach (var (name, content) in files.Where(file => file.Key.StartsWith("blobs/", StringComparison.Ordinal)))
        {
            Assert.AreEqual("blobs/sha256/" + Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant(), name);
        }

        Assert.HasCount(3, files);
    }

    [TestMethod]
    public async Task WriteEndAsync_describes_the_layers_of_the_base_and_then_its_own()
    {
        var manifest = Manifest(await WriteAsync(ImageSamples.Composed()));

        Assert.AreEqual(
            $"""
            application/vnd.oci.image.layer.v1.tar+gzip {BaseLayers[0].Digest} 10
            application/vnd.oci.image.layer.v1.tar+zstd {BaseLayers[1].Digest} 20
            application/vnd.oci.image.layer.v1.tar sha256:{ImageSamples.First} 1024
            application/vnd.oci.image.layer.v1.tar sha256:{ImageSamples.Second} 2048
            """,
            string.Join('\n', manifest.GetProperty("layers").EnumerateArray().Select(Describe)));
    }

    [TestMethod]
    [DataRow("application/vnd.docker.image.rootfs.diff.tar", "application/vnd.oci.image.layer.v1.tar")]
    [DataRow("application/vnd.docker.image.rootfs.diff.tar.zstd", "application/vnd.oci.image.layer.v1.tar+zstd")]
    [DataRow("application/vnd.oci.image.layer.v1.tar+gzip", "application/vnd.oci.image.layer.v1.tar+gzip")]
    [DataRow("application/vnd.unknown", "application/vnd.unknown")]
    public async Task WriteEndAsync_gives_layers_the_names_of_OCI(string given, string expected)
    {
        var manifest = Manifest(await WriteAsync(ImageSamples.Composed(), [BaseLayers[0] with { MediaType = given }, BaseLayers[1]]));

        Assert.AreEqual(expected, manifest.GetProperty("layers")[0].GetProperty("mediaType").GetString());
    }

    [TestMethod]
    public async Task WriteEndAsync_describes_its_config()
    {
        var image = ImageSamples.Composed();

        var config = Manifest(await WriteAsync(image)).GetProperty("config");

        Assert.AreEqual($"application/vnd.oci.image.config.v1+json {image.Config.Digest} {image.Config.Content.Length}", Describe(config));
    }

    [TestMethod]
    public async Task WriteEndAsync_gives_the_image_no_name()
    {
        var files = await WriteAsync(ImageSamples.Composed());

        var entry = ImageSamples.Parse(files["index.json"]).GetProperty("manifests").EnumerateArray().Single();
        Assert.IsFalse(entry.TryGetProperty("annotations", out _));
    }

    [TestMethod]
    public async Task WriteEndAsync_with_a_name_gives_it_as_podman_and_containerd_read_it()
    {
        var files = RecordedRequest.ReadTar(await ImageSamples.WriteAsync(tar =>
            OciLayout.WriteEndAsync(tar, ImageSamples.Composed(), OciLayout.Unpacked(ImageSamples.BaseLayers), [ImageReference.Parse("hello:1")], CancellationToken.None)));

        var entry = ImageSamples.Parse(files["index.json"]).GetProperty("manifests").EnumerateArray().Single();
        Assert.AreEqual("docker.io/library/hello:1", entry.GetProperty("annotations").GetProperty("org.opencontainers.image.ref.name").GetString());
        Assert.AreEqual("docker.io/library/hello:1", entry.GetProperty("annotations").GetProperty("io.containerd.image.name").GetString());
        Assert.StartsWith($"application/vnd.oci.image.layer.v1.tar {ImageSamples.BaseLayers[0]} ", Describe(Manifest(files).GetProperty("layers")[0]));
    }

    [TestMethod]
    public async Task ManifestId_is_the_digest_of_the_manifest_that_is_sent()
    {
        var image = ImageSamples.Composed();

        var files = await WriteAsync(image);

        var entry = ImageSamples.Parse(files["index.json"]).GetProperty("manifests")[0];
        Assert.AreEqual(entry.GetProperty("digest").GetString(), image.Manifest(BaseLayers).ToDocument().Digest.ToString());
        Assert.AreEqual(files[FileOf(entry)].Length, entry.GetProperty("size").GetInt32());
    }

    private static async Task<IReadOnlyDictionary<string, byte[]>> WriteAsync(Image image, params Descriptor[] layers) =>
        RecordedRequest.ReadTar(await ImageSamples.WriteAsync(tar => OciLayout.WriteEndAsync(tar, image, layers is [] ? BaseLayers : layers, names: [], CancellationToken.None)));

    private static JsonElement Manifest(IReadOnlyDictionary<string, byte[]> files) =>
        ImageSamples.Parse(files[FileOf(ImageSamples.Parse(files["index.json"]).GetProperty("manifests")[0])]);

    private static string FileOf(JsonElement descriptor) => "blobs/sha256/" + descriptor.GetProperty("digest").GetString()!["sha256:".Length..];

    private static string Describe(JsonElement descriptor) =>
        $"{descriptor.GetProperty("mediaType").GetString()} {descriptor.GetProperty("digest").GetString()} {descriptor.GetProperty("size").GetInt64()}";
}
