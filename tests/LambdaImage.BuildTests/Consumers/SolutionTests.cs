namespace LambdaImage.BuildTests.Consumers;

/// <summary>Several projects built at the same time, from the same layer.</summary>
[TestClass]
public sealed class SolutionTests : ConsumerTests
{
    private const string Layer = """  <ItemGroup><LambdaLayer Include="../layers/shared" /></ItemGroup>""";

    private static readonly string[] Projects = ["Solution.One", "Solution.Two", "Solution.Three", "Solution.Four"];

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new();
        foreach (var project in Projects)
        {
            _consumer.Write($"{project}/{project}.csproj", Consumer.ProjectText(Layer));
        }

        _consumer.Write(
            "All.slnx",
            $"""
            <Solution>
              {string.Join("\n  ", Projects.Select(project => $"""<Project Path="{project}/{project}.csproj" />"""))}
            </Solution>
            """);
        for (var i = 0; i < 50; i++)
        {
            _consumer.Write($"layers/shared/file{i}.txt", $"content {i}");
        }
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        foreach (var project in Projects)
        {
            await TestEngine.RemoveAsync(ImageOf(project));
        }

        _consumer.Dispose();
    }

    [TestInitialize]
    public async Task StartWithoutImagesAsync()
    {
        foreach (var project in Projects)
        {
            await TestEngine.RemoveAsync(ImageOf(project));
        }
    }

    [TestMethod]
    public async Task Solution_built_in_parallel_makes_the_image_of_each_project()
    {
        (await RunAsync(_consumer, "build", "All.slnx", "-t:LambdaImage", "-m")).Succeeded();

        foreach (var project in Projects)
        {
            Assert.AreEqual(project, (await TestEngine.GetAsync(ImageOf(project))).Label("lambdaimage.project"));
        }
    }

    [TestMethod]
    public async Task Solution_built_multithreaded_makes_the_image_of_each_project()
    {
        (await RunAsync(_consumer, "build", "All.slnx", "-t:LambdaImage", "-m", "-mt")).Succeeded();

        foreach (var project in Projects)
        {
            Assert.AreEqual(project, (await TestEngine.GetAsync(ImageOf(project))).Label("lambdaimage.project"));
        }
    }

    [TestMethod]
    public async Task Layer_shared_is_the_same_file_system_layer_everywhere()
    {
        (await RunAsync(_consumer, "build", "All.slnx", "-t:LambdaImage", "-m")).Succeeded();

        var layers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in Projects)
        {
            layers.Add((await TestEngine.GetAsync(ImageOf(project))).Layers[^1]);
        }

        Assert.HasCount(1, layers);
    }

    private static string ImageOf(string project) => project.ToLowerInvariant() + ":latest";
}
