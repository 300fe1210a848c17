namespace LambdaImage.BuildTests.Consumers;

/// <summary>Programs made for one platform, in projects that name none.</summary>
[TestClass]
public sealed class PlatformTests : ConsumerTests
{
    [TestMethod]
    [DataRow("PublishTrimmed")]
    [DataRow("PublishSelfContained")]
    public async Task Project_without_a_platform_is_told_to_name_one(string property)
    {
        using var consumer = new Consumer(
            "Platforms." + property,
            $"""
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <{property}>true</{property}>
              </PropertyGroup>
            """);
        consumer.Write("Program.cs", "System.Console.WriteLine();");

        var error = (await BuildImageAsync(consumer)).FailedWith("LAMBDAIMAGE2021");

        Assert.AreEqual(consumer.Project, error.File);
        Assert.IsNull(await TestEngine.FindAsync(consumer.Image));
    }

    [TestMethod]
    public async Task Project_that_is_self_contained_for_publish_alone_is_told_so()
    {
        using var consumer = new Consumer(
            "Platforms.PublishOnly",
            """
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
                <PublishSelfContained>true</PublishSelfContained>
              </PropertyGroup>
            """);
        consumer.Write("Program.cs", "System.Console.WriteLine();");

        var error = (await BuildImageAsync(consumer)).FailedWith("LAMBDAIMAGE2023");

        Assert.AreEqual(consumer.Project, error.File);
        Assert.IsNull(await TestEngine.FindAsync(consumer.Image));
    }
}
