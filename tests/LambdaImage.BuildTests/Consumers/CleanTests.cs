using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

[TestClass]
public sealed class CleanTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new("Clean.Up", """  <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>""");
        var file = _consumer.Write("layer/file.txt", "content");

        // Hashes of files that have just been written are not remembered.
        File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestInitialize]
    public async Task BuildAsync() => (await BuildImageAsync(_consumer)).Succeeded();

    [TestMethod]
    public async Task CleanLambdaImage_removes_the_image()
    {
        var run = (await CleanImageAsync()).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image), run.ToString());
    }

    [TestMethod]
    public async Task CleanLambdaImage_removes_what_was_remembered()
    {
        Assert.IsTrue(Directory.Exists(_consumer.WorkFolder));

        var run = (await CleanImageAsync()).Succeeded();

        Assert.IsFalse(Directory.Exists(_consumer.WorkFolder), run.ToString());
    }

    [TestMethod]
    public async Task CleanLambdaImage_leaves_the_base()
    {
        (await CleanImageAsync()).Succeeded();

        Assert.IsNotNull(await TestEngine.FindAsync(TestEnvironment.Registry + "/dotnet:10-x86_64"));
    }

    [TestMethod]
    public async Task CleanLambdaImage_removes_every_tag()
    {
        (await BuildImageAsync(_consumer, "-p:LambdaImageTags=other")).Succeeded();

        (await CleanImageAsync("-p:LambdaImageTags=other")).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync("clean.up:other"));
    }

    [TestMethod]
    public async Task CleanLambdaImage_keeps_an_image_that_is_not_ours()
    {
        await TestEngine.TagAsync(TestEnvironment.Registry + "/dotnet:10-x86_64", _consumer.ImageRepository, "latest");

        var run = (await CleanImageAsync()).Succeeded();

        Assert.IsNotNull(await TestEngine.FindAsync(_consumer.Image), run.ToString());
    }

    [TestMethod]
    public async Task CleanLambdaImage_keeps_an_image_of_another_project()
    {
        using var other = new Consumer("Clean.Other", "  <PropertyGroup><LambdaImageRepository>clean.up</LambdaImageRepository></PropertyGroup>");

        var run = (await RunAsync(other, "build", "-t:CleanLambdaImage", "-restore")).Succeeded();

        Assert.IsNotNull(await TestEngine.FindAsync(_consumer.Image), run.ToString());
    }

    [TestMethod]
    public async Task CleanLambdaImage_without_an_image_succeeds()
    {
        (await CleanImageAsync()).Succeeded();

        (await CleanImageAsync()).Succeeded();
    }

    [TestMethod]
    public async Task Clean_removes_what_was_remembered()
    {
        // dotnet clean knows the files that the build before it listed.
        (await RunAsync(_consumer, "build")).Succeeded();

        (await RunAsync(_consumer, "clean")).Succeeded();

        Assert.IsEmpty(Directory.Exists(_consumer.WorkFolder) ? Directory.GetFiles(_consumer.WorkFolder) : []);
    }

    [TestMethod]
    public async Task Clean_leaves_the_image()
    {
        (await RunAsync(_consumer, "clean")).Succeeded();

        Assert.IsNotNull(await TestEngine.FindAsync(_consumer.Image));
    }

    private Task<BuildRun> CleanImageAsync(params string[] arguments) => RunAsync(_consumer, ["build", "-t:CleanLambdaImage", .. arguments]);
}
