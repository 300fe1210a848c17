namespace LambdaImage.BuildTests.Consumers;

[TestClass]
public sealed class DisabledTests : ConsumerTests
{
    private const string Off = "-p:LambdaImageEnabled=false";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context) =>
        // A layer that does not exist: had the package a look at it, the build would fail.
        _consumer = new("Disabled", """  <ItemGroup><LambdaLayer Include="missing" /></ItemGroup>""");

    [ClassCleanup]
    public static void CleanUp() => _consumer.Dispose();

    [TestMethod]
    public async Task LambdaImage_switched_off_succeeds_without_an_image()
    {
        var run = (await BuildImageAsync(_consumer, Off)).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image), run.ToString());
    }

    [TestMethod]
    public async Task LambdaImage_switched_off_writes_nothing()
    {
        (await BuildImageAsync(_consumer, Off)).Succeeded();

        Assert.IsFalse(Directory.Exists(_consumer.WorkFolder));
    }

    [TestMethod]
    public async Task Publish_switched_off_succeeds_without_an_image()
    {
        (await RunAsync(_consumer, "publish", Off, "-p:LambdaImageOnPublish=true")).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image));
    }
}
