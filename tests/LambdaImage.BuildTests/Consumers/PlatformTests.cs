namespace LambdaImage.BuildTests.Consumers;

/// <summary>Programs made for one platform, in projects that name none.</summary>
[TestClass]
public sealed class PlatformTests : ConsumerTests
{
    [TestMethod]
    [DataRow("PublishTrimmed")]
    [DataRow("PublishSelfContained")]
    [DataRow("PublishSingleFile")]
    [DataRow("PublishReadyToRun")]
    public async Task Program_without_a_platform_is_published_for_Lambdas(string property)
    {
        using var consumer = Program("Platforms." + property, $"<{property}>true</{property}>");
        try
        {
            var run = (await BuildImageAsync(consumer, "-v:n")).Succeeded();

            Assert.Contains($"Publishing for linux-x64, because the project sets {property} and no RuntimeIdentifier", run.ToString());
            var files = await TestEngine.ReadAsync(consumer.Image, "/var/task");
            var program = "task/" + Path.GetFileNameWithoutExtension(consumer.Project);
            Assert.Contains(property == "PublishReadyToRun" ? program + ".dll" : program, files.Keys);
        }
        finally
        {
            await TestEngine.RemoveAsync(consumer.Image);
        }
    }

    [TestMethod]
    public async Task Library_without_a_platform_is_published_for_Lambdas_and_restored_as_before()
    {
        using var consumer = new Consumer(
            "Platforms.Library",
            """
              <PropertyGroup>
                <AWSProjectType>Lambda</AWSProjectType>
                <GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles>
                <PublishReadyToRun>true</PublishReadyToRun>
                <LambdaHandler>Platforms.Library::Function::Handle</LambdaHandler>
              </PropertyGroup>
            """);
        consumer.Write("Function.cs", "public class Function { public string Handle(string text) => text; }");
        try
        {
            (await BuildImageAsync(consumer)).Succeeded();
            var restored = await File.ReadAllTextAsync(consumer.At("obj/project.assets.json"), TestContext.CancellationToken);
            Assert.DoesNotContain("/linux-x64\":", restored);

            var again = (await BuildImageAsync(consumer, "-v:n")).Succeeded();

            Assert.AreEqual(restored, await File.ReadAllTextAsync(consumer.At("obj/project.assets.json"), TestContext.CancellationToken));
            Assert.AreEqual(0, again.Count("Restoring packages"), again.ToString());
        }
        finally
        {
            await TestEngine.RemoveAsync(consumer.Image);
        }
    }

    [TestMethod]
    [DataRow("PublishTrimmed")]
    [DataRow("PublishReadyToRun")]
    public async Task Program_of_a_project_with_a_lock_file_has_to_name_its_platform(string property)
    {
        using var consumer = Program("Platforms.Locked." + property, $"<{property}>true</{property}><RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>");

        var error = (await BuildImageAsync(consumer)).FailedWith("LAMBDAIMAGE2021");

        Assert.AreEqual(consumer.Project, error.File);
        Assert.IsNull(await TestEngine.FindAsync(consumer.Image));
    }

    [TestMethod]
    [DataRow("win-x64")]
    [DataRow("osx-arm64")]
    [DataRow("linux-musl-x64")]
    public async Task Program_for_another_system_is_an_error_before_it_is_published(string platform)
    {
        using var consumer = Program("Platforms." + platform, "<SelfContained>false</SelfContained>");

        var run = await BuildImageAsync(consumer, "-p:RuntimeIdentifier=" + platform);

        Assert.AreEqual(consumer.Project, run.FailedWith("LAMBDAIMAGE2035").File);
        Assert.AreEqual(0, run.Count(".dll"), run.ToString());
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

    private static Consumer Program(string name, string properties)
    {
        var consumer = new Consumer(
            name,
            $"""
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                {properties}
              </PropertyGroup>
            """);
        consumer.Write("Program.cs", "System.Console.WriteLine();");
        return consumer;
    }
}
