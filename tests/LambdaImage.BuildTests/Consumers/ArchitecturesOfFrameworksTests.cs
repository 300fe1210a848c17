namespace LambdaImage.BuildTests.Consumers;

/// <summary>A library with several target frameworks and several architectures.</summary>
[TestClass]
public sealed class ArchitecturesOfFrameworksTests : ConsumerTests
{
    private const string Repository = "architectures.frameworks";

    private static readonly string[] Tags = ["net8.0-x86_64", "net8.0-arm64", "net10.0-x86_64", "net10.0-arm64"];

    [TestMethod]
    public async Task Images_are_made_and_removed_for_each_framework_and_architecture()
    {
        using var consumer = new Consumer("Architectures.Frameworks");
        consumer.WriteProject(
            """
              <PropertyGroup><LambdaArchitectures>x86_64;arm64</LambdaArchitectures></PropertyGroup>
              <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>
            """,
            "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>");
        consumer.Write("layer/file.txt", "content");

        var run = (await BuildImageAsync(consumer, "-m:2")).Succeeded();

        foreach (var tag in Tags)
        {
            var name = (await TestEngine.GetAsync($"{Repository}:{tag}")).Label("org.opencontainers.image.base.name")!;
            Assert.EndsWith($"/dotnet:{tag[3..].Replace(".0", "", StringComparison.Ordinal)}", name, run.ToString());
        }

        (await RunAsync(consumer, "build", "-t:CleanLambdaImage")).Succeeded();
        foreach (var tag in Tags)
        {
            Assert.IsNull(await TestEngine.FindAsync($"{Repository}:{tag}"));
        }
    }

    [TestMethod]
    public async Task LambdaImage_with_one_name_for_all_frameworks_fails_and_names_the_architectures()
    {
        using var consumer = new Consumer("Architectures.SameName");
        consumer.WriteProject(
            "  <PropertyGroup><LambdaArchitectures>x86_64;arm64</LambdaArchitectures><LambdaImageTag>v1</LambdaImageTag></PropertyGroup>",
            "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>");

        var error = (await BuildImageAsync(consumer)).FailedWith("LAMBDAIMAGE2029");

        Assert.Contains("architectures.samename:v1-x86_64, architectures.samename:v1-arm64, ", error.Text);
    }
}
