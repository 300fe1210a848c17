using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>What makes a second build work, and what does not. Every test starts from an image just built.</summary>
[TestClass]
public sealed class IncrementalTests : ConsumerTests
{
    private const string Body =
        """
          <ItemGroup>
            <LambdaLayer Include="layers/one" />
            <LambdaLayer Include="layers/two.zip" />
          </ItemGroup>
        """;

    private static Consumer _consumer = null!;

    private static string File => _consumer.At("layers/one/file.txt");

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Incremental");
        await PrepareImageAsync(_consumer, context);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        await TestEngine.RemoveAsync("incremental:second");
        _consumer.Dispose();
    }

    [TestInitialize]
    public async Task BuildAsync()
    {
        _consumer.WriteProject(Body);
        _consumer.Write("layers/one/file.txt", "content");
        _consumer.Write("layers/two.zip", Zips.Of(("zipped.txt", "content")));
        (await BuildLayersAsync()).Succeeded();
    }

    [TestMethod]
    public async Task Nothing_changed_is_up_to_date()
    {
        var run = (await BuildLayersAsync()).Succeeded();

        AssertUpToDate(run);
    }

    [TestMethod]
    public async Task Content_changed_builds_again()
    {
        _consumer.Write("layers/one/file.txt", "CONTENT");

        AssertBuilt((await BuildLayersAsync()).Succeeded());

        Assert.AreEqual("CONTENT", (await TestEngine.ReadAsync(_consumer.Image, "/opt"))["opt/file.txt"]);
    }

    [TestMethod]
    public async Task Content_of_a_zip_changed_builds_again()
    {
        _consumer.Write("layers/two.zip", Zips.Of(("zipped.txt", "CONTENT")));

        AssertBuilt((await BuildLayersAsync()).Succeeded());

        Assert.AreEqual("CONTENT", (await TestEngine.ReadAsync(_consumer.Image, "/opt"))["opt/zipped.txt"]);
    }

    [TestMethod]
    public async Task Mode_changed_builds_again()
    {
        System.IO.File.SetUnixFileMode(File, System.IO.File.GetUnixFileMode(File) | UnixFileMode.UserExecute);

        AssertBuilt((await BuildLayersAsync()).Succeeded());
    }

    [TestMethod]
    public async Task Time_changed_is_up_to_date()
    {
        System.IO.File.SetLastWriteTimeUtc(File, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        AssertUpToDate((await BuildLayersAsync()).Succeeded());
    }

    [TestMethod]
    public async Task Zip_packed_again_with_the_same_files_is_up_to_date()
    {
        var other = Zips.Of(DateTimeOffset.UnixEpoch.AddYears(40), ("zipped.txt", "content"));
        _consumer.Write("layers/two.zip", other);

        AssertUpToDate((await BuildLayersAsync()).Succeeded());
    }

    [TestMethod]
    public async Task File_added_builds_again()
    {
        var added = _consumer.Write("layers/one/added.txt", "");

        AssertBuilt((await BuildLayersAsync()).Succeeded());

        System.IO.File.Delete(added);
    }

    [TestMethod]
    public async Task File_renamed_builds_again()
    {
        System.IO.File.Move(File, _consumer.At("layers/one/renamed.txt"));

        AssertBuilt((await BuildLayersAsync()).Succeeded());

        System.IO.File.Delete(_consumer.At("layers/one/renamed.txt"));
    }

    [TestMethod]
    public async Task Layer_order_changed_builds_again()
    {
        _consumer.WriteProject(
            """
              <ItemGroup>
                <LambdaLayer Include="layers/two.zip" />
                <LambdaLayer Include="layers/one" />
              </ItemGroup>
            """);

        AssertBuilt((await BuildLayersAsync()).Succeeded());
    }

    [TestMethod]
    [DataRow("""<ItemGroup><LambdaEnvironmentVariable Include="NAME" Value="value" /></ItemGroup>""")]
    [DataRow("""<ItemGroup><LambdaImageLabel Include="name" Value="value" /></ItemGroup>""")]
    [DataRow("<PropertyGroup><LambdaHandler>Other</LambdaHandler></PropertyGroup>")]
    [DataRow("<PropertyGroup><LambdaRuntime>dotnet8</LambdaRuntime></PropertyGroup>")]
    [DataRow("<PropertyGroup><LambdaArchitecture>arm64</LambdaArchitecture></PropertyGroup>")]
    [DataRow("<PropertyGroup><Version>2.0.0</Version></PropertyGroup>")]
    [DataRow("<PropertyGroup><LambdaImageForceBuild>true</LambdaImageForceBuild></PropertyGroup>")]
    public async Task Setting_changed_builds_again(string setting)
    {
        _consumer.WriteProject(Body + "\n  " + setting);

        AssertBuilt((await BuildLayersAsync()).Succeeded());
    }

    [TestMethod]
    public async Task Image_removed_is_built_again()
    {
        await TestEngine.RemoveAsync(_consumer.Image);

        AssertBuilt((await BuildLayersAsync()).Succeeded());

        Assert.IsNotNull(await TestEngine.FindAsync(_consumer.Image));
    }

    [TestMethod]
    public async Task Name_given_to_another_image_is_built_again()
    {
        await TestEngine.TagAsync(TestEnvironment.Registry + "/dotnet:10-x86_64", _consumer.ImageRepository, "latest");

        AssertBuilt((await BuildLayersAsync()).Succeeded());

        Assert.AreEqual("Incremental", (await TestEngine.GetAsync(_consumer.Image)).Label("lambdaimage.project"));
    }

    [TestMethod]
    public async Task Remembered_hashes_lost_is_up_to_date()
    {
        if (Directory.Exists(_consumer.WorkFolder))
        {
            Directory.Delete(_consumer.WorkFolder, recursive: true);
        }

        AssertUpToDate((await BuildLayersAsync()).Succeeded());
    }

    [TestMethod]
    public async Task Tag_added_is_given_to_the_image_that_is_there()
    {
        var run = (await BuildLayersAsync("-p:LambdaImageTag=latest", "-p:LambdaImageTags=second")).Succeeded();

        AssertUpToDate(run);
        Assert.AreEqual((await TestEngine.GetAsync(_consumer.Image)).Id, (await TestEngine.GetAsync("incremental:second")).Id);
    }

    // Compiling adds nothing here, and some tests change the project.
    private Task<BuildRun> BuildLayersAsync(params string[] arguments) => BuildImageAsync(_consumer, ["-p:NoBuild=true", .. arguments]);

    private static void AssertUpToDate(BuildRun run) =>
        Assert.AreEqual((0, 1), (run.Count("Building image "), run.Count("Incremental -> incremental:latest (up to date)")), run.ToString());

    private static void AssertBuilt(BuildRun run) =>
        Assert.AreEqual((1, 0), (run.Count("Building image "), run.Count("(up to date)")), run.ToString());
}
