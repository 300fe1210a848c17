namespace LambdaImage.BuildTests.Consumers;

/// <summary>An image for another architecture than the engine's.</summary>
[TestClass]
public sealed class ArchitectureTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new(
            "Architecture.Arm64",
            """
              <PropertyGroup>
                <LambdaArchitecture>arm64</LambdaArchitecture>
              </PropertyGroup>

              <ItemGroup>
                <LambdaLayer Include="layer" />
              </ItemGroup>
            """);
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
    public async Task Image_is_for_the_architecture()
    {
        Assert.AreEqual("arm64", (await TestEngine.GetAsync(_consumer.Image)).Architecture);
    }

    [TestMethod]
    public async Task Image_stands_on_the_base_of_the_architecture()
    {
        var name = (await TestEngine.GetAsync(_consumer.Image)).Label("org.opencontainers.image.base.name");
        Assert.EndsWith("/dotnet:10-arm64", name);
    }

    [TestMethod]
    public async Task Image_of_the_other_architecture_takes_its_place()
    {
        (await BuildImageAsync(_consumer, "-p:LambdaArchitecture=x86_64")).Succeeded();

        Assert.AreEqual("amd64", (await TestEngine.GetAsync(_consumer.Image)).Architecture);
        (await BuildImageAsync(_consumer)).Succeeded();
    }
}
