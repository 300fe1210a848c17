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
}
