namespace LambdaImage.BuildTests.Consumers;

/// <summary>An executable that the managed runtime starts.</summary>
[TestClass]
public sealed class ExecutableTests : ConsumerTests
{
    private const string Body =
        """
          <PropertyGroup>
            <OutputType>Exe</OutputType>
          </PropertyGroup>

          <ItemGroup>
            <LambdaLayer Include="layers/common" />
          </ItemGroup>
        """;

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Executable", Body);
        _consumer.Write("Program.cs", """System.Console.WriteLine("one");""");
        _consumer.Write("layers/common/file.txt", "content");
        await PrepareImageAsync(_consumer, context);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    [DataRow("task/Executable.dll")]
    [DataRow("task/Executable.deps.json")]
    [DataRow("task/Executable.runtimeconfig.json")]
    public async Task Image_has_the_published_function(string file)
    {
        Assert.Contains(file, (await TestEngine.ReadAsync(_consumer.Image, "/var/task")).Keys);
    }

    [TestMethod]
    public async Task Image_lacks_the_program_that_only_the_host_could_start()
    {
        var run = (await BuildImageAsync(_consumer, "-p:LambdaImageForceBuild=true")).Succeeded();

        Assert.DoesNotContain("task/Executable", (await TestEngine.ReadAsync(_consumer.Image, "/var/task")).Keys);
        Assert.IsEmpty(run.Warnings, run.ToString());
    }

    [TestMethod]
    public async Task Program_without_a_runtime_client_is_a_warning_at_its_output_type()
    {
        var warning = (await BuildImageAsync(_consumer, "-p:LambdaImageForceBuild=true", "-p:NoWarn=")).Succeeded().Warnings.Single();

        Assert.AreEqual(("LAMBDAIMAGE5028", _consumer.LineOf("OutputType")), (warning.Code, warning.Line), warning.Text);
    }

    [TestMethod]
    public async Task Image_has_the_assembly_name_as_its_command()
    {
        Assert.AreEqual("Executable", (await TestEngine.GetAsync(_consumer.Image)).Command);
    }

    [TestMethod]
    public async Task Image_stands_on_the_base_of_the_target_framework()
    {
        var name = (await TestEngine.GetAsync(_consumer.Image)).Label("org.opencontainers.image.base.name");
        Assert.EndsWith("/dotnet:10-x86_64", name);
    }

    [TestMethod]
    public async Task Image_has_its_layer_too()
    {
        Assert.Contains("opt/file.txt", (await TestEngine.ReadAsync(_consumer.Image, "/opt")).Keys);
    }

    [TestMethod]
    public async Task Code_changed_replaces_only_the_last_file_system_layer()
    {
        var before = (await TestEngine.GetAsync(_consumer.Image)).Layers;

        _consumer.Write("Program.cs", $"""System.Console.WriteLine("{Guid.NewGuid()}");""");
        (await BuildImageAsync(_consumer)).Succeeded();

        var after = (await TestEngine.GetAsync(_consumer.Image)).Layers;
        CollectionAssert.AreEqual(before.SkipLast(1).ToList(), after.SkipLast(1).ToList());
        Assert.AreNotEqual(before[^1], after[^1]);
    }

    [TestMethod]
    public async Task Code_unchanged_is_up_to_date()
    {
        var run = (await BuildImageAsync(_consumer)).Succeeded();

        Assert.AreEqual(1, run.Count("Executable -> executable:latest (Debug, up to date)"), run.ToString());
    }
}
