namespace LambdaImage.BuildTests.Consumers;

/// <summary>The function is what the project publishes, whatever else lies in the publish folder.</summary>
[TestClass]
public sealed class PublishedFilesTests : ConsumerTests
{
    private const string Executable = "  <PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>\n";

    private const string Content =
        """
          <ItemGroup>
            <None Include="settings.json" CopyToPublishDirectory="PreserveNewest" />
            <None Include="shared.txt" Link="data/shared.txt" CopyToPublishDirectory="Always" />
          </ItemGroup>
        """;

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new("Published.Files", Executable + Content);
        _consumer.Write("Program.cs", "System.Console.WriteLine();");
        _consumer.Write("settings.json", "settings");
        _consumer.Write("shared.txt", "shared");
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    public async Task Image_has_what_publishing_lists_by_its_names()
    {
        var run = (await BuildImageAsync(_consumer)).Succeeded();

        var task = await TestEngine.ReadAsync(_consumer.Image, "/var/task");
        Assert.IsEmpty(run.Warnings);
        Assert.AreEqual(
            "task/ task/Published.Files.deps.json task/Published.Files.dll " +
            "task/Published.Files.runtimeconfig.json task/data/ task/data/shared.txt task/settings.json",
            string.Join(' ', task.Keys.Order(StringComparer.Ordinal)));
        Assert.AreEqual(await File.ReadAllTextAsync(_consumer.At("settings.json"), TestContext.CancellationToken), task["task/settings.json"]);
    }

    [TestMethod]
    public async Task Image_lacks_what_an_earlier_publish_left_and_a_warning_names_it()
    {
        var folder = _consumer.At("stale");
        _consumer.Write("shared.txt", "changed");
        _consumer.Write("stale/old.txt", "old");

        var run = (await RunAsync(_consumer, "publish", "-p:LambdaImageOnPublish=true", "-o:" + folder)).Succeeded();

        Assert.DoesNotContain("task/old.txt", (await TestEngine.ReadAsync(_consumer.Image, "/var/task")).Keys);
        var warning = run.Warnings.Single();
        Assert.AreEqual("LAMBDAIMAGE5015", warning.Code);
        Assert.Contains("'old.txt'", warning.Text);
    }

    [TestMethod]
    public async Task Image_has_the_projects_file_where_the_folder_keeps_a_newer_one()
    {
        _consumer.Write("settings.json", "settings of the project");
        var kept = _consumer.Write("kept/settings.json", "of another project");
        File.SetLastWriteTimeUtc(kept, DateTime.UtcNow.AddHours(1));

        var run = (await RunAsync(_consumer, "publish", "-p:LambdaImageOnPublish=true", "-o:" + _consumer.At("kept"))).Succeeded();

        Assert.AreEqual("settings of the project", (await TestEngine.ReadAsync(_consumer.Image, "/var/task"))["task/settings.json"]);
        Assert.AreEqual("LAMBDAIMAGE5015", run.Warnings.Single().Code);
    }

    [TestMethod]
    public async Task Image_has_a_file_that_a_target_adds_after_publishing()
    {
        _consumer.WriteProject(Executable + Content + AfterPublish("""<LambdaFunctionFile Include="$(PublishDir)settings.json;$(PublishDir)extra/made.txt" />"""));
        try
        {
            var run = (await BuildImageAsync(_consumer)).Succeeded();

            var task = await TestEngine.ReadAsync(_consumer.Image, "/var/task");
            Assert.IsEmpty(run.Warnings);
            Assert.AreEqual("made\n", task["task/extra/made.txt"]);
            Assert.AreEqual("made\n", task["task/settings.json"]);
        }
        finally
        {
            _consumer.WriteProject(Executable + Content);
            Directory.Delete(_consumer.At("bin"), recursive: true);
        }
    }

    [TestMethod]
    public async Task Image_has_a_file_that_a_target_lists_as_written()
    {
        _consumer.WriteProject(Executable + Content + AfterPublish("""<FileWrites Include="$(PublishDir)extra/made.txt" />"""));
        try
        {
            (await BuildImageAsync(_consumer)).Succeeded();

            Assert.AreEqual("made\n", (await TestEngine.ReadAsync(_consumer.Image, "/var/task"))["task/extra/made.txt"]);
        }
        finally
        {
            _consumer.WriteProject(Executable + Content);
            Directory.Delete(_consumer.At("bin"), recursive: true);
        }
    }

    [TestMethod]
    public async Task LambdaImage_of_a_project_that_is_not_publishable_fails_though_it_was_published_once()
    {
        (await RunAsync(_consumer, "publish", "-c:Debug")).Succeeded();

        var run = await BuildImageAsync(_consumer, "-p:IsPublishable=false", "-p:LambdaImageIncludeFunction=true");

        Assert.Contains("IsPublishable", run.FailedWith("LAMBDAIMAGE2030").Text);
    }

    [TestMethod]
    public async Task Publish_of_a_project_that_is_not_publishable_makes_no_image()
    {
        await TestEngine.RemoveAsync(_consumer.Image);

        var run = (await RunAsync(_consumer, "publish", "-p:LambdaImageOnPublish=true", "-p:IsPublishable=false")).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image), run.ToString());
    }

    private static string AfterPublish(string items) =>
        $"""

          <Target Name="AddAfterPublish" AfterTargets="Publish">
            <WriteLinesToFile File="$(PublishDir)extra/made.txt" Lines="made" Overwrite="true" />
            <WriteLinesToFile File="$(PublishDir)settings.json" Lines="made" Overwrite="true" />
            <ItemGroup>
              {items}
            </ItemGroup>
          </Target>
        """;
}
