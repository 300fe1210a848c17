using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>What a user sees.</summary>
[TestClass]
public sealed class ConsoleOutputTests : ConsumerTests
{
    private const string Force = "-p:LambdaImageForceBuild=true";
    private const string Result = "Console.Output -> console.output:latest";

    private static readonly string Base = TestEnvironment.Registry + "/dotnet:10-x86_64";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Console.Output", """  <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>""");
        _consumer.Write("layer/file.txt", "content");
        await TestEngine.PullAsync(Base);
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
    public async Task Build_at_minimal_verbosity_shows_what_is_built_and_the_result()
    {
        var run = (await BuildImageAsync(_consumer, Force, "-v:minimal")).Succeeded();

        Assert.AreEqual(
            $"Building image console.output:latest on {Base} (x86_64)|{Result}",
            string.Join('|', run.BuildLines),
            run.ToString());
    }

    [TestMethod]
    public async Task Up_to_date_build_at_minimal_verbosity_shows_the_result_alone()
    {
        var run = (await BuildImageAsync(_consumer, "-v:minimal")).Succeeded();

        Assert.AreEqual(Result + " (up to date)", string.Join('|', run.BuildLines), run.ToString());
    }

    [TestMethod]
    public async Task Build_at_quiet_verbosity_shows_nothing()
    {
        var run = (await BuildImageAsync(_consumer, Force, "-v:quiet")).Succeeded();

        Assert.IsEmpty(run.BuildLines, run.ToString());
    }

    [TestMethod]
    public async Task Build_at_normal_verbosity_shows_the_layer_and_the_steps_of_the_engine()
    {
        var run = (await BuildImageAsync(_consumer, Force, "-v:normal", "-p:LambdaImageStrategy=Dockerfile")).Succeeded();

        Assert.AreEqual((1, 1), (run.Count("/opt <- layer: 1 file, 7 B"), run.Count("Step 1/")), run.ToString());
    }

    [TestMethod]
    public async Task Build_at_normal_verbosity_shows_the_layer_and_what_is_loaded()
    {
        var run = (await BuildImageAsync(_consumer, Force, "-v:normal")).Succeeded();

        Assert.AreEqual((1, 1), (run.Count("/opt <- layer: 1 file, 7 B"), run.Count("Loading the image")), run.ToString());
    }

    [TestMethod]
    public async Task Terminal_shows_the_image_as_the_result_of_the_project()
    {
        var run = (await BuildImageAsync(_consumer, Force, "-terminalLogger:on")).Succeeded();

        Assert.Contains("→ console.output:latest", run.Output);
    }
}
