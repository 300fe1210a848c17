using System.Security.Cryptography;
using LambdaImage.Destinations;
using LambdaImage.Oci;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Images;

namespace LambdaImage.UnitTests.Destinations;

[TestClass]
public sealed class DockerArchiveTests
{
    private static readonly ImageReference[] Names = [ImageReference.Parse("hello"), ImageReference.Parse("host:5000/hello:2")];

    [TestMethod]
    public async Task WriteEndAsync_names_the_files_of_all_layers_the_bases_included()
    {
        var image = ImageSamples.Composed();

        var files = RecordedRequest.ReadTar(await ImageSamples.WriteAsync(tar => DockerArchive.WriteEndAsync(tar, image, Names, CancellationToken.None)));

        var manifest = ImageSamples.Parse(files["manifest.json"]);
        Assert.AreEqual(1, manifest.GetArrayLength());
        Assert.AreEqual("base0.tar base1.tar layer0.tar layer1.tar", manifest[0].Texts("Layers"));
        Assert.AreEqual("hello:latest host:5000/hello:2", manifest[0].Texts("RepoTags"));
        Assert.AreEqual(image.Config.Digest.Hex + ".json", manifest[0].GetProperty("Config").GetString());
        Assert.AreEqual($"{image.Config.Digest.Hex}.json manifest.json", string.Join(' ', files.Keys));
    }

    [TestMethod]
    public async Task ConfigId_is_the_digest_of_the_config_that_is_sent()
    {
        var image = ImageSamples.Composed();

        var files = RecordedRequest.ReadTar(await ImageSamples.WriteAsync(tar => DockerArchive.WriteEndAsync(tar, image, Names, CancellationToken.None)));

        var config = files.Single(file => file.Key != "manifest.json").Value;
        Assert.AreEqual("sha256:" + Convert.ToHexString(SHA256.HashData(config)).ToLowerInvariant(), image.Config.Digest.ToString());
    }
}
