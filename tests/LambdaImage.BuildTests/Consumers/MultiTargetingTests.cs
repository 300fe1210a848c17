using System.Text.Json;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A library with several target frameworks.</summary>
[TestClass]
public sealed class MultiTargetingTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new("Multi.Targeting");
        _consumer.WriteProject(
            """
              <ItemGroup>
                <LambdaLayer Include="layer" />
              </ItemGroup>
            """,
            "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>");
        _consumer.Write("layer/file.txt", "content");
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync("multi.targeting:net8.0");
        await TestEngine.RemoveAsync("multi.targeting:net10.0");
        _consumer.Dispose();
    }

    [TestMethod]
    [DataRow("multi.targeting:net8.0", "/dotnet:8-x86_64")]
    [DataRow("multi.targeting:net10.0", "/dotnet:10-x86_64")]
    public async Task LambdaImage_makes_an_image_for_each_framework(string image, string baseImage)
    {
        (await BuildImageAsync(_consumer)).Succeeded();

        Assert.EndsWith(baseImage, (await TestEngine.GetAsync(image)).Label("org.opencontainers.image.base.name"));
    }

    [TestMethod]
    public async Task GeneratedLambdaImage_has_an_item_for_each_framework()
    {
        var run = (await BuildImageAsync(_consumer, "-getItem:GeneratedLambdaImage")).Succeeded();

        using var json = JsonDocument.Parse(run.Output);
        var items = json.RootElement.GetProperty("Items").GetProperty("GeneratedLambdaImage").EnumerateArray()
            .Select(item => item.GetProperty("Name").GetString())
            .Order(StringComparer.Ordinal);
        Assert.AreEqual("multi.targeting:net10.0 multi.targeting:net8.0", string.Join(' ', items));
    }

    [TestMethod]
    [DataRow("-p:LambdaImageTag=v1")]
    [DataRow("-p:LambdaImageTags=v1")]
    public async Task LambdaImage_with_one_name_for_all_frameworks_fails_before_it_makes_any(string property)
    {
        await TestEngine.RemoveAsync("multi.targeting:v1");

        var run = await BuildImageAsync(_consumer, property);

        Assert.Contains("multi.targeting:v1, ", run.FailedWith("LAMBDAIMAGE2029").Text);
        Assert.IsNull(await TestEngine.FindAsync("multi.targeting:v1"));
    }

    [TestMethod]
    public async Task PruneLambdaImages_prunes_for_all_frameworks_at_once()
    {
        var run = (await RunAsync(_consumer, "build", "-t:PruneLambdaImages", "-restore")).Succeeded();

        Assert.AreEqual(1, run.Count("Multi.Targeting: removed 0 superseded images"), run.ToString());
    }

    [TestMethod]
    public async Task CleanLambdaImage_removes_the_image_of_each_framework()
    {
        (await BuildImageAsync(_consumer)).Succeeded();

        (await RunAsync(_consumer, "build", "-t:CleanLambdaImage")).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync("multi.targeting:net8.0"));
        Assert.IsNull(await TestEngine.FindAsync("multi.targeting:net10.0"));
    }

    [TestMethod]
    public async Task LambdaImage_of_one_framework_leaves_the_other()
    {
        await TestEngine.RemoveAsync("multi.targeting:net8.0");

        (await BuildImageAsync(_consumer, "-f:net10.0")).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync("multi.targeting:net8.0"));
        Assert.IsNotNull(await TestEngine.FindAsync("multi.targeting:net10.0"));
    }
}
