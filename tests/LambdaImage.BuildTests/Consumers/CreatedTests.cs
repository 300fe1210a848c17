using System.Diagnostics;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>When the image says that it was made.</summary>
[TestClass]
public sealed class CreatedTests : ConsumerTests
{
    private const string Project = "  <PropertyGroup>\n    <LambdaImageStrategy>Load</LambdaImageStrategy>\n  </PropertyGroup>\n  <ItemGroup>\n    <LambdaLayer Include=\"layer\" />\n  </ItemGroup>";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new("Created");
        _consumer.Write("layer/file.txt", "content");
        _consumer.WriteProject(Project);
    }

    [ClassCleanup]
    public static void CleanUp() => _consumer.Dispose();

    [TestMethod]
    public async Task Image_of_a_commit_has_its_time()
    {
        Git("init", "-q");
        Git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "--allow-empty", "-m", "x", "--date", "2020-05-06T07:08:09Z");

        (await BuildImageAsync(_consumer, "-p:LambdaImageCreated=SourceRevision")).Succeeded();

        var image = await TestEngine.GetAsync(_consumer.Image);
        await TestEngine.RemoveAsync(_consumer.Image);
        Assert.AreEqual(new DateTimeOffset(2020, 5, 6, 7, 8, 9, TimeSpan.Zero), image.Created);
    }

    private static void Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Path.GetDirectoryName(_consumer.Project) };
        start.Environment["GIT_COMMITTER_DATE"] = "2020-05-06T07:08:09Z";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }
}
