using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class FunctionTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Publish_output_is_in_the_task_folder()
    {
        Folder.Write("task/Hello", "program", (UnixFileMode)0b111_101_101);
        Folder.Write("task/data/settings.json", "{}");

        var image = await BuildAsync(Function());

        Expect.Files(
            new()
            {
                ["data"] = ImageFile.Directory(),
                ["data/settings.json"] = ImageFile.File("{}"),
                ["Hello"] = ImageFile.File("program", "0755"),
            },
            await Reader.ReadAsync(image.Id, "/var/task", CancellationToken));
    }

    [TestMethod]
    public async Task Custom_runtime_has_a_link_from_its_bootstrap_to_the_executable()
    {
        var image = await BuildAsync(Function());

        Assert.AreEqual(
            ImageFile.SymbolicLink("/var/task/Hello"),
            await Reader.ReadOneAsync(image.Id, "/var/runtime/bootstrap", CancellationToken));
    }

    [TestMethod]
    public async Task Custom_runtime_with_a_file_named_bootstrap_has_a_link_to_that()
    {
        Folder.Write("task/bootstrap", "program", (UnixFileMode)0b111_101_101);

        var image = await BuildAsync(Function());

        Assert.AreEqual(
            ImageFile.SymbolicLink("/var/task/bootstrap"),
            await Reader.ReadOneAsync(image.Id, "/var/runtime/bootstrap", CancellationToken));
    }

    [TestMethod]
    public async Task Managed_runtime_keeps_the_bootstrap_of_its_base()
    {
        Folder.Write("task/Hello.runtimeconfig.json", "{}");

        var image = await BuildAsync(Function().With("LambdaRuntime", "dotnet10").With("LambdaHandler", "Hello::Hello.Function::Handle"));

        var bootstrap = await Reader.ReadOneAsync(image.Id, "/var/runtime/bootstrap", CancellationToken);
        Assert.AreEqual(System.Formats.Tar.TarEntryType.RegularFile, bootstrap.Kind);
    }

    [TestMethod]
    public async Task Function_and_layers_are_both_in_the_image()
    {
        Folder.Write("layer/file", "layer");

        var image = await BuildAsync(Function("layer"));

        Assert.AreEqual(ImageFile.File("layer"), await Reader.ReadOneAsync(image.Id, "/opt/file", CancellationToken));
        Assert.AreEqual(ImageFile.File("program", "0755"), await Reader.ReadOneAsync(image.Id, "/var/task/Hello", CancellationToken));
    }

    [TestMethod]
    [DataRow("Hello")]
    [DataRow("Hello::Hello.Function::Handle")]
    [DataRow("with space")]
    [DataRow("quote\"and'quote")]
    [DataRow("back\\slash\\")]
    [DataRow("$HOME ${PATH}")]
    [DataRow("größe-日本語-\U0001F600")]
    [DataRow("<tag> & \u2028")]
    public async Task Handler_is_the_images_command(string handler)
    {
        var image = await BuildAsync(Function().With("LambdaHandler", handler));

        var config = (await InspectAsync(image.Id)).Config!;
        Assert.AreEqual(handler, config.Cmd!.Single());
    }

    [TestMethod]
    public async Task Image_without_a_handler_keeps_the_command_of_its_base()
    {
        var baseImage = await Images.MakeAsync(TestImages.RootFiles(), "linux/amd64", "CMD [\"of-the-base\"]");

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", baseImage));

        Assert.AreEqual("of-the-base", (await InspectAsync(image.Id)).Config!.Cmd!.Single());
    }

    [TestMethod]
    public async Task Entrypoint_and_working_folder_are_the_bases()
    {
        var image = await BuildAsync(Function());

        var config = (await InspectAsync(image.Id)).Config!;
        Assert.AreEqual("/lambda-entrypoint.sh", config.Entrypoint!.Single());
        Assert.AreEqual("/var/task", config.WorkingDir);
    }
}
