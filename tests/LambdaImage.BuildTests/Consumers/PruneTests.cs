namespace LambdaImage.BuildTests.Consumers;

[TestClass]
public sealed class PruneTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Prune.Up", """  <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>""");
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
    public async Task PruneLambdaImages_removes_the_superseded_image_and_says_so()
    {
        // Other tests leave some.
        (await PruneAsync()).Succeeded();
        var superseded = await SupersedeAsync();

        var run = (await PruneAsync()).Succeeded();

        Assert.AreEqual(1, run.Count("Prune.Up: removed 1 superseded image"), run.ToString());
        Assert.IsNull(await TestEngine.FindAsync(superseded), run.ToString());
        Assert.IsNotNull(await TestEngine.FindAsync(_consumer.Image), run.ToString());
    }

    [TestMethod]
    public async Task PruneLambdaImages_with_nothing_to_remove_says_so()
    {
        (await PruneAsync()).Succeeded();

        var run = (await PruneAsync()).Succeeded();

        Assert.AreEqual(1, run.Count("Prune.Up: removed 0 superseded images"), run.ToString());
    }

    [TestMethod]
    public async Task PruneLambdaImages_of_another_project_keeps_the_superseded_image()
    {
        using var other = new Consumer("Prune.Other", "  <PropertyGroup><LambdaImageRepository>prune.up</LambdaImageRepository></PropertyGroup>");
        var superseded = await SupersedeAsync();

        var run = (await RunAsync(other, "build", "-t:PruneLambdaImages", "-restore")).Succeeded();

        Assert.IsNotNull(await TestEngine.FindAsync(superseded), run.ToString());
    }

    [TestMethod]
    public async Task PruneLambdaImages_of_an_image_in_use_warns_and_succeeds()
    {
        var superseded = await SupersedeAsync();
        await using var container = await TestEngine.UseAsync(superseded);

        var run = (await PruneAsync()).Succeeded();

        Assert.Contains("warning LAMBDAIMAGE1013: ", run.Output);
        Assert.IsNotNull(await TestEngine.FindAsync(superseded), run.ToString());
    }

    private Task<BuildRun> PruneAsync() => RunAsync(_consumer, "build", "-t:PruneLambdaImages");

    // Builds other content under the image's name, and returns the id of the image that had it.
    private async Task<string> SupersedeAsync()
    {
        var before = (await TestEngine.GetAsync(_consumer.Image)).Id;
        _consumer.Write("layer/file.txt", Guid.NewGuid().ToString());
        (await BuildImageAsync(_consumer)).Succeeded();
        return before;
    }
}
