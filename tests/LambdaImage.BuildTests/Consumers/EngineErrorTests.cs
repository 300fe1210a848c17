using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>Engines and base images that are not there.</summary>
[TestClass]
public sealed class EngineErrorTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("EngineErrors");
        await PrepareImageAsync(_consumer, context);
        await TestEngine.RemoveAsync(_consumer.Image);
        if (Directory.Exists(_consumer.WorkFolder))
        {
            Directory.Delete(_consumer.WorkFolder, recursive: true);
        }
    }

    [ClassCleanup]
    public static void CleanUp() => _consumer.Dispose();

    [TestMethod]
    [DataRow("unix:///no/such.sock", "LAMBDAIMAGE1001")]
    [DataRow("tcp://127.0.0.1:1", "LAMBDAIMAGE1001")]
    [DataRow("ssh://user@host", "LAMBDAIMAGE1002")]
    [DataRow("nonsense", "LAMBDAIMAGE1002")]
    public async Task DOCKER_HOST_without_an_engine_is_an_error_that_names_it(string host, string code)
    {
        var run = await RunAsync(_consumer, new Dictionary<string, string> { ["DOCKER_HOST"] = host }, "build", "-t:LambdaImage");

        Assert.Contains(host, run.FailedWith(code).Text);
        AssertNothingLeft();
    }

    [TestMethod]
    public async Task LambdaImageDockerHost_wins_over_DOCKER_HOST()
    {
        var run = await RunAsync(
            _consumer,
            new Dictionary<string, string> { ["DOCKER_HOST"] = "unix:///no/such.sock" },
            "build",
            "-t:LambdaImage",
            "-p:LambdaImageDockerHost=" + TestEnvironment.DockerHost);

        run.Succeeded();
        await TestEngine.RemoveAsync(_consumer.Image);

        // There only if the layer's files were old enough for their hashes to be trusted.
        if (Directory.Exists(_consumer.WorkFolder))
        {
            Directory.Delete(_consumer.WorkFolder, recursive: true);
        }
    }

    [TestMethod]
    public async Task LambdaImageDockerHost_without_an_engine_is_an_error_at_the_project()
    {
        var error = (await BuildImageAsync(_consumer, "-p:LambdaImageDockerHost=unix:///no/such.sock")).FailedWith("LAMBDAIMAGE1001");

        Assert.AreEqual(_consumer.Project, error.File);
        Assert.Contains("LambdaImageDockerHost", error.Text);
    }

    [TestMethod]
    public async Task Engine_that_never_responds_is_an_error_after_a_word_of_what_is_waited_for()
    {
        await using var engine = new ScriptedEngine();
        engine.On("GET", "/images/json", ScriptedResponses.Silence(() => { }));

        var run = await BuildImageAsync(_consumer, "-v:normal", "-p:LambdaImageDockerHost=" + engine.Address, "-p:LambdaImageEngineTimeout=7");

        Assert.Contains(engine.Address, run.FailedWith("LAMBDAIMAGE1017").Text);
        Assert.AreEqual(1, run.Count($"Waiting for the engine at {engine.Address} to list images (5 s)"), run.ToString());
        AssertNothingLeft();
    }

    [TestMethod]
    public async Task Base_that_is_not_in_its_registry_is_an_error_that_names_it()
    {
        var name = TestEnvironment.Registry + "/dotnet:none";

        var error = (await BuildImageAsync(_consumer, "-p:LambdaBaseImage=" + name)).FailedWith("LAMBDAIMAGE1003");

        Assert.Contains(name, error.Text);
        await AssertNoImageAsync();
    }

    [TestMethod]
    public async Task Base_whose_registry_does_not_answer_is_an_error_that_names_it()
    {
        const string Name = "127.0.0.1:1/lambda/dotnet:10";

        var error = (await BuildImageAsync(_consumer, "-p:LambdaBaseImage=" + Name)).FailedWith("LAMBDAIMAGE1011");
        Assert.Contains("in LambdaBaseImage if that is set", error.Text);

        Assert.Contains(Name, error.Text);
        await AssertNoImageAsync();
    }

    [TestMethod]
    public async Task Base_that_may_not_be_pulled_is_an_error_that_says_why()
    {
        var error = (await BuildImageAsync(_consumer, "-p:LambdaBaseImage=not-here:1", "-p:LambdaImagePullPolicy=Never"))
            .FailedWith("LAMBDAIMAGE1003");

        Assert.Contains("LambdaImagePullPolicy is Never", error.Text);
        await AssertNoImageAsync();
    }

    [TestMethod]
    public async Task Base_of_another_architecture_is_an_error()
    {
        var name = TestEnvironment.Registry + "/provided:al2023-x86_64";

        (await BuildImageAsync(_consumer, "-p:LambdaBaseImage=" + name, "-p:LambdaArchitecture=arm64")).FailedWith("LAMBDAIMAGE1007");

        await AssertNoImageAsync();
    }

    private static async Task AssertNoImageAsync()
    {
        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image));
        AssertNothingLeft();
    }

    private static void AssertNothingLeft() => Assert.IsFalse(Directory.Exists(_consumer.WorkFolder), "Something is left in " + _consumer.WorkFolder);
}
