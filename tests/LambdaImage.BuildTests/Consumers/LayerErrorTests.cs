namespace LambdaImage.BuildTests.Consumers;

/// <summary>Layers that can't be used: one error, at the line that declares the layer.</summary>
[TestClass]
public sealed class LayerErrorTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("LayerErrors", Layer("layers/good"));
        _consumer.Write("layers/good/file.txt", "content");
        Directory.CreateDirectory(_consumer.At("layers/empty"));
        _consumer.Write("layers/empty.zip", Zips.Of());
        _consumer.Write("layers/text.zip", "no zip at all");
        _consumer.Write("layers/text.txt", "neither folder nor zip");
        _consumer.Write("layers/cut.zip", Zips.Of(("file.txt", new string('a', 1000)))[..^30]);
        _consumer.Write("layers/escape.zip", Zips.Of(("../escape.txt", "content")));
        _consumer.Write("layers/absolute.zip", Zips.Of(("/etc/passwd", "content")));
        File.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(_consumer.At("layers/link")).FullName, "out"), "../nowhere");
        await PrepareImageAsync(_consumer, context);
        await TestEngine.RemoveAsync(_consumer.Image);
        DeleteWorkFolder();
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    [DataRow("layers/missing", "LAMBDAIMAGE2007")]
    [DataRow("layers/missing.zip", "LAMBDAIMAGE2007")]
    [DataRow("layers/empty", "LAMBDAIMAGE2008")]
    [DataRow("layers/empty.zip", "LAMBDAIMAGE2008")]
    [DataRow("layers/text.txt", "LAMBDAIMAGE2009")]
    [DataRow("layers/text.zip", "LAMBDAIMAGE2010")]
    [DataRow("layers/cut.zip", "LAMBDAIMAGE2010")]
    [DataRow("layers/escape.zip", "LAMBDAIMAGE2011")]
    [DataRow("layers/absolute.zip", "LAMBDAIMAGE2011")]
    [DataRow("layers/link", "LAMBDAIMAGE2012")]
    public async Task Layer_that_cannot_be_used_is_an_error_at_its_line(string layer, string code)
    {
        _consumer.WriteProject(Layer("layers/good") + "\n" + Layer(layer));

        var error = (await BuildLayersAsync()).FailedWith(code);

        Assert.AreEqual((_consumer.Project, _consumer.LineOf(layer + '"')), (error.File, error.Line), error.Text);
        await AssertNothingLeftAsync();
    }

    [TestMethod]
    [DataRow("FileMode")]
    [DataRow("DirectoryMode")]
    public async Task Mode_that_is_none_is_an_error_at_the_line_of_its_layer(string metadata)
    {
        _consumer.WriteProject($"""  <ItemGroup><LambdaLayer Include="layers/good" {metadata}="rwx" /></ItemGroup>""");

        var error = (await BuildLayersAsync()).FailedWith("LAMBDAIMAGE2015");

        Assert.AreEqual((_consumer.Project, _consumer.LineOf("rwx")), (error.File, error.Line), error.Text);
        await AssertNothingLeftAsync();
    }

    [TestMethod]
    public async Task Destination_that_is_mounted_is_an_error_at_the_line_of_its_layer()
    {
        _consumer.WriteProject("""  <ItemGroup><LambdaLayer Include="layers/good" Destination="/tmp/good" /></ItemGroup>""");

        var error = (await BuildLayersAsync()).FailedWith("LAMBDAIMAGE2036");

        Assert.AreEqual((_consumer.Project, _consumer.LineOf("/tmp/good")), (error.File, error.Line), error.Text);
        await AssertNothingLeftAsync();
    }

    [TestMethod]
    public async Task Layer_of_an_imported_file_is_an_error_at_that_file()
    {
        var imported = _consumer.Write("layers.props", "<Project>\n\n" + Layer("layers/missing") + "\n</Project>");
        _consumer.WriteProject("""  <Import Project="layers.props" />""");

        var error = (await BuildLayersAsync()).FailedWith("LAMBDAIMAGE2007");

        Assert.AreEqual((imported, 4), (error.File, error.Line), error.Text);
    }

    [TestMethod]
    public async Task Layer_of_a_list_is_an_error_at_the_line_of_the_list()
    {
        _consumer.WriteProject(Layer("layers/good;layers/missing"));

        var error = (await BuildLayersAsync()).FailedWith("LAMBDAIMAGE2007");

        Assert.AreEqual((_consumer.Project, _consumer.LineOf("layers/missing")), (error.File, error.Line), error.Text);
    }

    [TestMethod]
    public async Task Layer_named_by_a_property_is_an_error_at_the_project()
    {
        _consumer.WriteProject(Layer("$(MSBuildProjectDirectory)/layers/missing"));

        var error = (await BuildLayersAsync()).FailedWith("LAMBDAIMAGE2007");

        Assert.AreEqual(_consumer.Project, error.File);
    }

    [TestMethod]
    public async Task Layer_that_failed_and_was_mended_is_built()
    {
        _consumer.WriteProject(Layer("layers/mended"));
        (await BuildLayersAsync()).FailedWith("LAMBDAIMAGE2007");

        _consumer.Write("layers/mended/file.txt", "content");
        (await BuildLayersAsync()).Succeeded();

        Assert.IsNotNull(await TestEngine.FindAsync(_consumer.Image));
        await TestEngine.RemoveAsync(_consumer.Image);
        DeleteWorkFolder();
    }

    // Compiling adds nothing here, and the project changes with every test.
    private Task<BuildRun> BuildLayersAsync() => BuildImageAsync(_consumer, "-p:NoBuild=true");

    private static async Task AssertNothingLeftAsync()
    {
        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image));
        Assert.IsFalse(Directory.Exists(_consumer.WorkFolder), "Something is left in " + _consumer.WorkFolder);
    }

    private static void DeleteWorkFolder()
    {
        if (Directory.Exists(_consumer.WorkFolder))
        {
            Directory.Delete(_consumer.WorkFolder, recursive: true);
        }
    }

    private static string Layer(string path) =>
        $"""
          <ItemGroup>
            <LambdaLayer Include="{path}" />
          </ItemGroup>
        """;
}
