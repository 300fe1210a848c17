using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class DestinationFolderTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    [DataRow("/opt")]
    [DataRow("/var/task")]
    [DataRow("/var/runtime")]
    [DataRow("/var/rapid")]
    public async Task Folder_that_a_layer_is_unpacked_into_has_the_layers_mode_and_time(string folder)
    {
        Folder.Write("layer/file", "content");

        var image = await BuildAsync(WithEmulator(Function("layer")));

        Assert.AreEqual(ImageFile.Directory(), (await Reader.ReadAsync(image.Id, folder, CancellationToken))["."]);
    }

    [TestMethod]
    [DataRow("/opt")]
    [DataRow("/var/task")]
    [DataRow("/var/runtime")]
    [DataRow("/var/rapid")]
    public async Task Folder_that_the_base_lacks_has_the_layers_mode_and_time(string folder)
    {
        Folder.Write("layer/file", "content");
        var inputs = WithEmulator(Function("layer")).With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles()));

        var image = await BuildAsync(inputs);

        Assert.AreEqual(ImageFile.Directory(), (await Reader.ReadAsync(image.Id, folder, CancellationToken))["."]);
    }

    [TestMethod]
    public async Task Folder_above_those_of_the_layers_has_no_present_time()
    {
        var image = await BuildAsync(WithEmulator(Function()));

        Assert.AreEqual(ImageFile.Directory(), (await Reader.ReadAsync(image.Id, "/var", CancellationToken))["."]);
    }

    [TestMethod]
    public async Task Folder_that_a_layer_is_unpacked_into_has_its_DirectoryMode()
    {
        Folder.Write("layer/file", "content");
        var inputs = Inputs("layer");
        inputs = inputs with { Layers = [inputs.Layers[0] with { DirectoryMode = "0711" }] };

        var files = await BuildAndReadOptAsync(inputs);

        Assert.AreEqual(ImageFile.Directory("0711"), files["."]);
    }
}
