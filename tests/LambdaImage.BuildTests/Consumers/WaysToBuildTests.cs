namespace LambdaImage.BuildTests.Consumers;

/// <summary>The same function, built in the ways in which people build.</summary>
[TestClass]
public sealed class WaysToBuildTests : ConsumerTests, IDisposable
{
    private const string Body = "<PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>";

    private readonly Consumer _consumer = new("Ways.To.Build", Body);

    [TestInitialize]
    public void Prepare() => _consumer.Write("Program.cs", "System.Console.WriteLine();");

    [TestCleanup]
    public async Task CleanUpAsync() => await TestEngine.RemoveAsync(_consumer.Image);

    public void Dispose() => _consumer.Dispose();

    [TestMethod]
    [DataRow("build", "-t:LambdaImage", "-o", "My Out", DisplayName = "build -o")]
    [DataRow("build", "-t:LambdaImage", "-p:UseArtifactsOutput=true", DisplayName = "build into artifacts")]
    [DataRow("build", "-t:LambdaImage", "--artifacts-path", "My Artifacts", DisplayName = "build --artifacts-path")]
    [DataRow("build", "-t:LambdaImage", "-p:PublishDir=My Publish/", DisplayName = "build with PublishDir")]
    [DataRow("build", "-t:LambdaImage", "-r", "linux-arm64", "--no-self-contained", DisplayName = "build -r of another architecture")]
    [DataRow("publish", "-p:LambdaImageOnPublish=true", "-o", "My Out/Größe", DisplayName = "publish -o")]
    [DataRow("publish", "-p:LambdaImageOnPublish=true", "--artifacts-path", "My Artifacts", DisplayName = "publish --artifacts-path")]
    [DataRow("publish", "-p:LambdaImageOnPublish=true", "-c", "Debug", DisplayName = "publish -c Debug")]
    public async Task Function_is_in_the_image(params string[] arguments)
    {
        var run = (await RunAsync(_consumer, arguments)).Succeeded();

        Assert.IsEmpty(run.Warnings, run.ToString());
        Assert.Contains("task/Ways.To.Build.dll", (await TestEngine.ReadAsync(_consumer.Image, "/var/task")).Keys, run.ToString());
    }

    [TestMethod]
    public async Task Image_can_be_made_of_what_was_built_before()
    {
        (await RunAsync(_consumer, "build")).Succeeded();

        (await RunAsync(_consumer, "msbuild", "-t:LambdaImage", "-p:NoBuild=true", "-p:LambdaImageTags=one%3Btwo")).Succeeded();

        Assert.AreEqual((await TestEngine.GetAsync(_consumer.ImageRepository + ":two")).Id, (await TestEngine.GetAsync(_consumer.ImageRepository + ":one")).Id);
        await TestEngine.RemoveAsync(_consumer.ImageRepository + ":one");
        await TestEngine.RemoveAsync(_consumer.ImageRepository + ":two");
    }
}
