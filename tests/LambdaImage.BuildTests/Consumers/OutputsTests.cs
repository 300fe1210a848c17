using System.Text.Json;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>What scripts and other targets read from a build.</summary>
[TestClass]
public sealed class OutputsTests : ConsumerTests
{
    private const string Body =
        """
          <ItemGroup>
            <LambdaLayer Include="layer" />
          </ItemGroup>
        """;

    private static readonly string[] MetadataNames = ["Identity", "Name", "Id", "Architecture", "Fingerprint", "BaseImage", "Strategy"];

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Outputs", Body);
        _consumer.Write("layer/file.txt", "content");
        await PrepareImageAsync(_consumer, context);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    public async Task LambdaImageId_is_the_only_output_when_asked_for()
    {
        var run = (await BuildImageAsync(_consumer, "-getProperty:LambdaImageId")).Succeeded();

        Assert.AreEqual((await TestEngine.GetAsync(_consumer.Image)).Id, run.Output.Trim());
    }

    [TestMethod]
    public async Task LambdaImageName_is_repository_and_tag()
    {
        var run = (await BuildImageAsync(_consumer, "-getProperty:LambdaImageName")).Succeeded();

        Assert.AreEqual("outputs:latest", run.Output.Trim());
    }

    [TestMethod]
    public async Task LambdaImageFingerprint_is_the_label()
    {
        var run = (await BuildImageAsync(_consumer, "-getProperty:LambdaImageFingerprint")).Succeeded();

        Assert.AreEqual((await TestEngine.GetAsync(_consumer.Image)).Label("lambdaimage.fingerprint"), run.Output.Trim());
    }

    [TestMethod]
    public async Task GeneratedLambdaImage_says_what_was_made()
    {
        var item = await ItemAsync("-p:LambdaImageForceBuild=true");

        var image = await TestEngine.GetAsync(_consumer.Image);
        Assert.AreEqual(
            $"outputs:latest outputs:latest {image.Id} x86_64 {image.Label("lambdaimage.fingerprint")} {TestEnvironment.Registry}/dotnet:10-x86_64 Load",
            string.Join(' ', MetadataNames.Select(item)));
    }

    [TestMethod]
    public async Task GeneratedLambdaImage_has_the_digest_of_the_base()
    {
        var item = await ItemAsync("-p:LambdaImageForceBuild=true");

        Assert.StartsWith("sha256:", item("BaseDigest"));
    }

    [TestMethod]
    public async Task GeneratedLambdaImage_up_to_date_has_the_digest_of_the_base()
    {
        var item = await ItemAsync();

        Assert.StartsWith("sha256:", item("BaseDigest"));
    }

    [TestMethod]
    public async Task GeneratedLambdaImage_built_is_not_skipped()
    {
        var item = await ItemAsync("-p:LambdaImageForceBuild=true");

        Assert.AreEqual("false", item("Skipped"));
    }

    [TestMethod]
    public async Task GeneratedLambdaImage_up_to_date_is_skipped()
    {
        var item = await ItemAsync();

        Assert.AreEqual("true", item("Skipped"));
    }

    [TestMethod]
    public async Task Metadata_file_tells_scripts_what_was_built_and_that_it_is_up_to_date()
    {
        (await BuildImageAsync(_consumer, "-p:LambdaImageMetadataFile=out/image.json")).Succeeded();
        (await BuildImageAsync(_consumer)).Succeeded();

        var image = await TestEngine.GetAsync(_consumer.Image);
        foreach (var file in new[] { _consumer.At("out/image.json"), Path.Combine(_consumer.WorkFolder, "image.json") })
        {
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            Assert.AreEqual("outputs:latest", json.RootElement.GetProperty("names")[0].GetString());
            Assert.AreEqual(image.Id, json.RootElement.GetProperty("id").GetString());
            Assert.AreEqual("/opt", json.RootElement.GetProperty("layers")[0].GetProperty("destination").GetString());
            Assert.IsTrue(json.RootElement.GetProperty("skipped").GetBoolean());
        }
    }

    [TestMethod]
    public async Task GeneratedLambdaImage_can_be_used_by_a_target_after_it()
    {
        using var consumer = new Consumer(
            "Outputs.After",
            Body + """

              <Target Name="After" AfterTargets="LambdaImage">
                <Message Importance="high" Text="Push %(GeneratedLambdaImage.Name) $(LambdaImageName)" />
              </Target>
            """);
        consumer.Write("layer/file.txt", "content");

        var run = (await BuildImageAsync(consumer)).Succeeded();

        Assert.AreEqual(1, run.Count("Push outputs.after:latest outputs.after:latest"), run.ToString());
        await TestEngine.RemoveAsync(consumer.Image);
    }

    private async Task<Func<string, string?>> ItemAsync(params string[] arguments)
    {
        var run = (await BuildImageAsync(_consumer, ["-getItem:GeneratedLambdaImage", .. arguments])).Succeeded();
        using var json = JsonDocument.Parse(run.Output);
        var item = json.RootElement.GetProperty("Items").GetProperty("GeneratedLambdaImage")[0].Clone();
        return metadata => item.GetProperty(metadata).GetString();
    }
}
