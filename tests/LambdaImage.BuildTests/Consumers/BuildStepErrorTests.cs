namespace LambdaImage.BuildTests.Consumers;

/// <summary>A build that fails in the engine itself: a name that is as long as Linux allows, and longer below <c>/opt</c>.</summary>
[TestClass]
public sealed class BuildStepErrorTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new(
            "BuildStepError",
            """
              <ItemGroup>
                <LambdaLayer Include="$(Layer)" />
              </ItemGroup>
            """);
        _consumer.Write("good/file.txt", "content");
        _consumer.Write("bad.zip", Zips.Of((string.Join('/', Enumerable.Repeat(new string('n', 255), 16))[..4095], "content")));
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    public async Task Step_that_fails_is_an_error_at_its_line_of_the_Dockerfile()
    {
        var error = (await BuildImageAsync(_consumer, "-p:Layer=bad.zip")).FailedWith("LAMBDAIMAGE3001");

        Assert.AreEqual(_consumer.WorkFolder, Path.GetDirectoryName(error.File));
        Assert.StartsWith("ADD layer0.tar", (await File.ReadAllLinesAsync(error.File))[error.Line - 1]);
    }

    [TestMethod]
    public async Task Step_that_fails_leaves_no_image()
    {
        (await BuildImageAsync(_consumer, "-p:Layer=bad.zip")).FailedWith("LAMBDAIMAGE3001");

        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image));
    }

    [TestMethod]
    public async Task Step_that_fails_leaves_the_Dockerfile_alone()
    {
        var error = (await BuildImageAsync(_consumer, "-p:Layer=bad.zip")).FailedWith("LAMBDAIMAGE3001");

        Assert.AreEqual(error.File, string.Join(' ', Directory.GetFileSystemEntries(_consumer.WorkFolder)));
    }

    [TestMethod]
    public async Task Step_that_failed_and_was_mended_leaves_no_Dockerfile()
    {
        (await BuildImageAsync(_consumer, "-p:Layer=bad.zip")).FailedWith("LAMBDAIMAGE3001");

        (await BuildImageAsync(_consumer, "-p:Layer=good")).Succeeded();

        Assert.IsEmpty(Directory.GetFiles(_consumer.WorkFolder, "Dockerfile*"));
    }
}
