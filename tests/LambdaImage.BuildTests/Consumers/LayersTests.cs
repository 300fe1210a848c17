using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A class library that only gathers layers.</summary>
[TestClass]
public sealed class LayersTests : ConsumerTests
{
    private const string Layers =
        """
          <ItemGroup>
            <LambdaLayer Include="layers/common" />
            <LambdaLayer Include="layers/tools.zip" />
          </ItemGroup>
        """;

    private static readonly string Base = TestEnvironment.Registry + "/dotnet:10-x86_64";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Layers.Library", Layers);
        _consumer.Write("layers/common/bin/hello.txt", "from the folder");
        _consumer.Write("layers/common/both.txt", "from the folder");
        _consumer.Write("layers/tools.zip", Zips.Of(("lib/tool.txt", "from the zip"), ("both.txt", "from the zip")));
        await PrepareImageAsync(_consumer, context);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    public async Task Image_has_the_files_of_folder_and_zip()
    {
        var opt = await TestEngine.ReadAsync(_consumer.Image, "/opt");
        Assert.AreEqual("from the folder, from the zip", $"{opt["opt/bin/hello.txt"]}, {opt["opt/lib/tool.txt"]}");
    }

    [TestMethod]
    public async Task Image_has_the_later_layer_where_both_have_a_file()
    {
        var opt = await TestEngine.ReadAsync(_consumer.Image, "/opt");
        Assert.AreEqual("from the zip", opt["opt/both.txt"]);
    }

    [TestMethod]
    public async Task Image_has_one_file_system_layer_for_each_on_top_of_the_base()
    {
        var image = await TestEngine.GetAsync(_consumer.Image);
        var theBase = await TestEngine.GetAsync(Base);
        CollectionAssert.AreEqual(theBase.Layers.ToList(), image.Layers.SkipLast(2).ToList());
    }

    [TestMethod]
    public async Task Image_has_a_layer_in_its_destination_and_not_in_opt()
    {
        using var consumer = new Consumer("Layers.Elsewhere", """  <ItemGroup><LambdaLayer Include="layer" Destination="/srv/über uns/" /></ItemGroup>""");
        consumer.Write("layer/file.txt", "content");
        try
        {
            var run = (await BuildImageAsync(consumer)).Succeeded();

            Assert.AreEqual("content", (await TestEngine.ReadAsync(consumer.Image, "/srv"))["srv/über uns/file.txt"], run.ToString());
            Assert.IsEmpty(run.Warnings);
        }
        finally
        {
            await TestEngine.RemoveAsync(consumer.Image);
        }
    }

    [TestMethod]
    public async Task Image_of_a_library_has_no_function()
    {
        var task = await TestEngine.ReadAsync(_consumer.Image, "/var/task");
        Assert.AreEqual("task/", string.Join(' ', task.Keys));
    }

    [TestMethod]
    public async Task Image_is_labelled_with_its_project()
    {
        Assert.AreEqual("Layers.Library", (await TestEngine.GetAsync(_consumer.Image)).Label("lambdaimage.project"));
    }

    [TestMethod]
    public async Task Image_is_labelled_with_its_base()
    {
        Assert.AreEqual(Base, (await TestEngine.GetAsync(_consumer.Image)).Label("org.opencontainers.image.base.name"));
    }

    [TestMethod]
    public async Task Image_is_labelled_with_the_version_of_the_project()
    {
        Assert.AreEqual("1.0.0", (await TestEngine.GetAsync(_consumer.Image)).Label("org.opencontainers.image.version"));
    }

    [TestMethod]
    public async Task Image_is_labelled_with_the_commit_when_it_is_known()
    {
        (await BuildImageAsync(_consumer, "-p:SourceRevisionId=0123abc")).Succeeded();

        Assert.AreEqual("0123abc", (await TestEngine.GetAsync(_consumer.Image)).Label("org.opencontainers.image.revision"));
    }

    [TestMethod]
    public async Task Image_is_labelled_with_its_fingerprint()
    {
        var run = (await BuildImageAsync(_consumer, "-getProperty:LambdaImageFingerprint")).Succeeded();

        Assert.AreEqual(run.Output.Split('\n')[0].Trim(), (await TestEngine.GetAsync(_consumer.Image)).Label("lambdaimage.fingerprint"));
    }
}
