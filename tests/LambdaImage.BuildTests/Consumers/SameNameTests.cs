namespace LambdaImage.BuildTests.Consumers;

/// <summary>Two projects of the same name, in two folders of one solution.</summary>
[TestClass]
public sealed class SameNameTests : ConsumerTests
{
    private const string Image = "same.name:latest";
    private const string Layer = """  <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>""";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new();
        _consumer.Write(
            "All.slnx",
            """
            <Solution>
              <Folder Name="/one/"><Project Path="one/Same.Name.csproj" /></Folder>
              <Folder Name="/two/"><Project Path="two/Same.Name.csproj" /></Folder>
            </Solution>
            """);
        foreach (var folder in new[] { "one", "two" })
        {
            _consumer.Write($"{folder}/Same.Name.csproj", Consumer.ProjectText(Layer));
            _consumer.Write($"{folder}/layer/file.txt", folder);
        }
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(Image);
        _consumer.Dispose();
    }

    [TestInitialize]
    public Task StartWithoutImageAsync() => TestEngine.RemoveAsync(Image);

    [TestMethod]
    [DataRow("-m")]
    [DataRow("-m -mt")]
    [DataRow("-m:1")]
    [DataRow("-p:LambdaImageOnPublish=true -t:Publish -p:LambdaImageIncludeFunction=false")]
    public async Task Solution_fails_and_names_both_projects(string arguments)
    {
        var run = await RunAsync(_consumer, ["build", "All.slnx", "-t:LambdaImage", .. arguments.Split(' ')]);

        var error = run.FailedWith("LAMBDAIMAGE2029");
        Assert.Contains(_consumer.At("one/Same.Name.csproj"), error.Text);
        Assert.Contains(_consumer.At("two/Same.Name.csproj"), error.Text);
    }

    [TestMethod]
    public async Task Solution_that_fails_leaves_the_image_of_the_other_project()
    {
        var run = await RunAsync(_consumer, "build", "All.slnx", "-t:LambdaImage", "-m");

        run.FailedWith("LAMBDAIMAGE2029");
        var failed = run.Errors[0].File == _consumer.At("one/Same.Name.csproj") ? "one" : "two";
        Assert.AreEqual(failed == "one" ? "two" : "one", (await TestEngine.ReadAsync(Image, "/opt"))["opt/file.txt"]);
    }

    [TestMethod]
    public async Task Solution_with_a_tag_for_each_project_succeeds()
    {
        _consumer.Write("one/Directory.Build.targets", "<Project><PropertyGroup><LambdaImageTag>one</LambdaImageTag></PropertyGroup></Project>");
        try
        {
            (await RunAsync(_consumer, "build", "All.slnx", "-t:LambdaImage", "-m")).Succeeded();

            Assert.IsNotNull(await TestEngine.FindAsync("same.name:one"));
            Assert.IsNotNull(await TestEngine.FindAsync(Image));
        }
        finally
        {
            File.Delete(_consumer.At("one/Directory.Build.targets"));
            await TestEngine.RemoveAsync("same.name:one");
        }
    }

    [TestMethod]
    public async Task Build_of_each_by_itself_warns_that_the_name_is_taken()
    {
        Assert.IsEmpty((await BuildAsync("one")).Warnings);

        var run = await BuildAsync("two");

        var warning = run.Warnings.Single();
        Assert.AreEqual("LAMBDAIMAGE5014", warning.Code);
        Assert.AreEqual(_consumer.At("two/Same.Name.csproj"), warning.File);
        Assert.IsEmpty((await BuildAsync("two")).Warnings);
    }

    [TestMethod]
    public async Task PruneLambdaImages_of_the_other_project_keeps_the_superseded_image()
    {
        await BuildAsync("two");
        var superseded = (await TestEngine.GetAsync(Image)).Id;
        _consumer.Write("two/layer/file.txt", Guid.NewGuid().ToString());
        await BuildAsync("two");

        var other = (await RunAsync(_consumer, "build", "one/Same.Name.csproj", "-t:PruneLambdaImages", "-restore")).Succeeded();
        Assert.IsNotNull(await TestEngine.FindAsync(superseded), other.ToString());

        var own = (await RunAsync(_consumer, "build", "two/Same.Name.csproj", "-t:PruneLambdaImages")).Succeeded();
        Assert.IsNull(await TestEngine.FindAsync(superseded), own.ToString());
    }

    [TestMethod]
    public async Task CleanLambdaImage_of_the_other_project_keeps_the_image_and_says_so()
    {
        await BuildAsync("two");

        var run = (await RunAsync(_consumer, "build", "one/Same.Name.csproj", "-t:CleanLambdaImage", "-restore")).Succeeded();

        Assert.AreEqual(1, run.Count($"Kept {Image}: it was made from another project, 'Same.Name'"), run.ToString());
        Assert.IsNotNull(await TestEngine.FindAsync(Image));
    }

    [TestMethod]
    public async Task Project_checked_out_elsewhere_is_the_same_project()
    {
        await BuildAsync("one");
        using var elsewhere = new Consumer();
        elsewhere.Write("one/Same.Name.csproj", Consumer.ProjectText(Layer));
        elsewhere.Write("one/layer/file.txt", "one");

        var run = (await RunAsync(elsewhere, "build", "one/Same.Name.csproj", "-t:LambdaImage")).Succeeded();

        Assert.AreEqual(1, run.Count($"{Image} (up to date)"), run.ToString());
    }

    private async Task<BuildRun> BuildAsync(string folder) =>
        (await RunAsync(_consumer, "build", $"{folder}/Same.Name.csproj", "-t:LambdaImage")).Succeeded();
}
