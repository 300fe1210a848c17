using System.Text.Json;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>Builds that need no engine, as on a CI machine that has none.</summary>
[TestClass]
public sealed class ExportTests : ConsumerTests
{
    private const string Body =
        """
          <PropertyGroup>
            <LambdaImageTag>1</LambdaImageTag>
          </PropertyGroup>

          <ItemGroup>
            <LambdaLayer Include="layer" />
          </ItemGroup>
        """;

    private static readonly Dictionary<string, string> NoEngine = new() { ["DOCKER_HOST"] = "unix:///no/such.sock" };

    [TestMethod]
    public async Task Push_ends_with_the_digest_that_the_registry_has()
    {
        await using var registry = new MemoryRegistry();
        using var consumer = NewConsumer("Pushed", registry);

        var run = (await ExportAsync(consumer, "-p:LambdaImagePush=true", $"-p:LambdaImageRepository={registry.Host}/team/pushed")).Succeeded();

        var digest = MemoryRegistry.DigestOf(registry.Manifests["team/pushed:1"].Content);
        Assert.Contains($"Pushed -> {registry.Host}/team/pushed:1@{digest}", run.Lines);
    }

    [TestMethod]
    public async Task Push_tells_scripts_what_to_deploy()
    {
        await using var registry = new MemoryRegistry();
        using var consumer = NewConsumer("Deployed", registry);

        var run = (await ExportAsync(consumer, "-p:LambdaImagePush=true", $"-p:LambdaImageRepository={registry.Host}/team/pushed", "-getItem:GeneratedLambdaImage")).Succeeded();

        using var json = JsonDocument.Parse(run.Output);
        var item = json.RootElement.GetProperty("Items").GetProperty("GeneratedLambdaImage")[0];
        var digest = MemoryRegistry.DigestOf(registry.Manifests["team/pushed:1"].Content);
        Assert.AreEqual((digest, $"{registry.Host}/team/pushed@{digest}"), (item.GetProperty("Digest").GetString(), item.GetProperty("Reference").GetString()));
    }

    [TestMethod]
    public async Task Archive_with_a_relative_path_is_below_the_project()
    {
        await using var registry = new MemoryRegistry();
        using var consumer = NewConsumer("Archived", registry);

        (await ExportAsync(consumer, "-p:LambdaImageArchivePath=image.tar")).Succeeded();
        (await ExportAsync(consumer, "-p:LambdaImageArchivePath=layout/", "-p:LambdaImageArchiveFormat=Oci")).Succeeded();

        Assert.IsTrue(File.Exists(consumer.At("image.tar")));
        Assert.IsTrue(File.Exists(consumer.At("layout/index.json")));
    }

    [TestMethod]
    public async Task Archive_in_a_folder_that_is_missing_is_an_error_at_the_project()
    {
        await using var registry = new MemoryRegistry();
        using var consumer = NewConsumer("Unarchived", registry);

        var error = (await ExportAsync(consumer, "-p:LambdaImageArchivePath=missing/image.tar")).FailedWith("LAMBDAIMAGE3009");

        Assert.AreEqual(consumer.Project, error.File);
    }

    private static Consumer NewConsumer(string name, MemoryRegistry registry)
    {
        registry.AddImage("lambda/dotnet:10-x86_64", [MemoryRegistry.Layer()]);
        var consumer = new Consumer(name, Body);
        consumer.Write("layer/file.txt", "content");
        consumer.Write("Directory.Build.props", $"<Project><PropertyGroup><LambdaBaseImageRegistry>{registry.Host}/lambda</LambdaBaseImageRegistry></PropertyGroup></Project>");
        return consumer;
    }

    private Task<BuildRun> ExportAsync(Consumer consumer, params string[] arguments) => RunAsync(consumer, NoEngine, ["build", "-t:LambdaImage", .. arguments]);
}
