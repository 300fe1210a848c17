using System.Text;
using System.Text.Json;
using LambdaImage.Engines.Requests;
using LambdaImage.Oci;

namespace LambdaImage.UnitTests.Engines.Requests;

[TestClass]
public sealed class ImageInspectionTests
{
    [TestMethod]
    public void Read_of_an_inspection_has_all_that_a_listing_leaves_out()
    {
        var image = Read("""
            {
              "Id": "sha256:id", "RepoTags": ["hello:latest", "<none>:<none>"], "RepoDigests": [], "Architecture": "arm64", "Variant": "v8",
              "Config": { "Entrypoint": ["/run", "it"], "Labels": { "a": "1", "b": null }, "Env": ["A=1"] },
              "RootFS": { "Type": "layers", "Layers": ["sha256:1111111111111111111111111111111111111111111111111111111111111111", "sha256:2222222222222222222222222222222222222222222222222222222222222222"] }
            }
            """);

        Assert.AreEqual(("sha256:id", "hello:latest", "arm64", "v8"), (image.Id, image.Names.Single().ToString(), image.Architecture, image.Config.Platform.Variant));
        Assert.AreEqual("/run it", string.Join(' ', image.Config.Container.Entrypoint));
        Assert.AreEqual($"sha256:{new string('1', 64)} sha256:{new string('2', 64)}", string.Join(' ', image.Layers));
        Assert.AreEqual(("1", string.Empty), (image.Labels["a"], image.Labels["b"]));
        Assert.AreEqual("A=1", image.Config.Container.Env.Single());
    }

    [TestMethod]
    [DataRow("""{"Id":"a"}""")]
    [DataRow("""{"Id":"a","RepoTags":null,"RepoDigests":null,"Architecture":null,"Variant":null,"Config":null,"RootFS":null}""")]
    [DataRow("""{"Id":"a","Config":{"Labels":null,"Entrypoint":null},"RootFS":{"Layers":null}}""")]
    [DataRow("""{"Id":"a","Config":[],"RootFS":"none"}""")]
    public void Read_of_an_inspection_that_says_little_is_an_image_of_little(string body)
    {
        var image = Read(body);

        Assert.IsEmpty(image.Layers);
        Assert.IsEmpty(image.Labels);
        Assert.IsEmpty(image.Config.Container.Entrypoint);
        Assert.AreEqual((string.Empty, string.Empty), (image.Architecture, image.Config.Platform.Variant));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"Id":null}""")]
    [DataRow("""{"Id":5}""")]
    [DataRow("""{"Id":"a","Architecture":5}""")]
    [DataRow("""{"Id":"a","RootFS":{"Layers":[5]}}""")]
    [DataRow("""{"Id":"a","RootFS":{"Layers":["sha256:5"]}}""")]
    [DataRow("""{"Id":"a","Config":{"User":5}}""")]
    [DataRow("""{"Id":"a","Config":{"Labels":{"a":5}}}""")]
    [DataRow("""{"Id":"a","Config":{"Labels":{"\ud800":"a"}}}""")]
    [DataRow("""{"Id":"a","Config":{"Env":["A=\ud800"]}}""")]
    [DataRow("""{"Id":"a","Config":{"Volumes":{"\ud800":{}}}}""")]
    [DataRow("""{"Id":"a","Config":{"User":"\ud800"}}""")]
    [DataRow("""{"Id":"a","Config":{"Entr""")]
    public void Read_of_no_inspection_fails(string body)
    {
        Assert.Throws<JsonException>(() => Read(body));
    }

    private static StoredImage Read(string body) => ImageInspection.Read(Encoding.UTF8.GetBytes(body));
}
