using System.Text.Json;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>An executable that brings its own runtime.</summary>
[TestClass]
public sealed class SelfContainedTests : ConsumerTests
{
    private const string Body =
        """
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
            <SelfContained>true</SelfContained>
          </PropertyGroup>
        """;

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("SelfContained", Body);
        _consumer.Write("Program.cs", "System.Console.WriteLine();");
        await PrepareImageAsync(_consumer, context);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    public async Task Image_starts_the_executable_as_its_bootstrap()
    {
        var runtime = await TestEngine.ReadAsync(_consumer.Image, "/var/runtime");
        Assert.AreEqual("-> /var/task/SelfContained", runtime["runtime/bootstrap"]);
    }

    [TestMethod]
    public async Task Image_stands_on_the_base_of_custom_runtimes()
    {
        var name = (await TestEngine.GetAsync(_consumer.Image)).Label("org.opencontainers.image.base.name");
        Assert.EndsWith("/provided:al2023-x86_64", name);
    }

    [TestMethod]
    public async Task Code_changed_leaves_the_layer_of_the_runtime_as_it_is()
    {
        (await BuildImageAsync(_consumer)).Succeeded();
        var before = await LayersAsync();
        _consumer.Write("Program.cs", $"System.Console.WriteLine(\"{Guid.NewGuid()}\");");

        (await BuildImageAsync(_consumer)).Succeeded();

        var after = await LayersAsync();
        Assert.AreEqual("bootstrap, SelfContained (packages), SelfContained", string.Join(", ", after.Select(layer => layer.Name)));
        Assert.AreEqual("SelfContained", string.Join(", ", after.Except(before).Select(layer => layer.Name)));
    }

    private async Task<List<(string Name, string DiffId)>> LayersAsync()
    {
        var file = Directory.GetFiles(_consumer.At("obj"), "image.json", SearchOption.AllDirectories).Single();
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.CancellationToken));
        return [.. json.RootElement.GetProperty("layers").EnumerateArray().Select(layer => (layer.GetProperty("name").GetString()!, layer.GetProperty("diffId").GetString()!))];
    }
}
