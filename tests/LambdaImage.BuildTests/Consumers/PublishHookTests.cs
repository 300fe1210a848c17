namespace LambdaImage.BuildTests.Consumers;

[TestClass]
public sealed class PublishHookTests : ConsumerTests
{
    private const string Body =
        """
          <PropertyGroup>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
        """;

    private const string OnPublish = "-p:LambdaImageOnPublish=true";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new("PublishHook", Body);
        _consumer.Write("Program.cs", "System.Console.WriteLine();");
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestInitialize]
    public Task StartWithoutImageAsync() => TestEngine.RemoveAsync(_consumer.Image);

    [TestMethod]
    public async Task Publish_by_default_makes_no_image()
    {
        var run = (await RunAsync(_consumer, "publish")).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image), run.ToString());
    }

    [TestMethod]
    public async Task Publish_asked_for_an_image_makes_it()
    {
        var run = (await RunAsync(_consumer, "publish", OnPublish)).Succeeded();

        Assert.AreEqual(1, run.Count("PublishHook -> publishhook:latest"), run.ToString());
        Assert.IsNotNull(await TestEngine.FindAsync(_consumer.Image));
    }

    [TestMethod]
    public async Task Publish_without_building_makes_the_image_of_what_is_built()
    {
        (await RunAsync(_consumer, "build", "-c:Release")).Succeeded();

        (await RunAsync(_consumer, "publish", "--no-build", OnPublish)).Succeeded();

        Assert.IsNotNull(await TestEngine.FindAsync(_consumer.Image));
    }

    [TestMethod]
    public async Task Publish_of_another_folder_puts_that_one_into_the_image()
    {
        var run = (await RunAsync(_consumer, "publish", OnPublish, "-o:" + _consumer.At("elsewhere"))).Succeeded();

        Assert.Contains("task/PublishHook.dll", (await TestEngine.ReadAsync(_consumer.Image, "/var/task")).Keys, run.ToString());
    }

    [TestMethod]
    public async Task Build_with_the_hook_on_makes_no_image()
    {
        (await RunAsync(_consumer, "build", OnPublish)).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image));
    }

    [TestMethod]
    [DataRow("build", "-t:LambdaImage")]
    [DataRow("build", "-t:Publish;LambdaImage")]
    [DataRow("build", "-t:LambdaImage;Publish")]
    [DataRow("publish", "-t:LambdaImage")]
    public async Task LambdaImage_with_the_hook_on_works_once(string command, string targets)
    {
        var run = (await RunAsync(_consumer, command, targets, OnPublish)).Succeeded();

        Assert.AreEqual(1, run.Count("PublishHook -> publishhook:latest"), run.ToString());
    }
}
