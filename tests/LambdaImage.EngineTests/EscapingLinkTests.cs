using LambdaImage.EngineTests.Support;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class EscapingLinkTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Link_to_a_file_outside_the_layer_becomes_the_file()
    {
        Folder.Write("elsewhere/tool", "tool", (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(Folder.At("layer"));
        File.CreateSymbolicLink(Folder.At("layer/tool"), "../elsewhere/tool");

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Assert.AreEqual(ImageFile.File("tool", "0755"), files["tool"]);
    }

    [TestMethod]
    public async Task Link_to_a_folder_outside_the_layer_becomes_the_folder()
    {
        Folder.Write("elsewhere/sub/file", "content");
        File.CreateSymbolicLink(Folder.At("elsewhere/inner"), "sub/file");
        Directory.CreateDirectory(Folder.At("layer"));
        Directory.CreateSymbolicLink(Folder.At("layer/lib"), Folder.At("elsewhere"));

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Expect.Files(
            new()
            {
                ["lib"] = ImageFile.Directory(),
                ["lib/inner"] = ImageFile.SymbolicLink("sub/file"),
                ["lib/sub"] = ImageFile.Directory(),
                ["lib/sub/file"] = ImageFile.File("content"),
            },
            files);
    }

    [TestMethod]
    public async Task Link_to_where_its_layer_will_be_stays_a_link()
    {
        Folder.Write("layer/lib/file", "content");
        File.CreateSymbolicLink(Folder.At("layer/link"), "/opt/lib/file");

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Assert.AreEqual(ImageFile.SymbolicLink("/opt/lib/file"), files["link"]);
    }

    [TestMethod]
    public async Task Link_to_what_another_layer_brings_stays_a_link()
    {
        Directory.CreateDirectory(Folder.At("links"));
        File.CreateSymbolicLink(Folder.At("links/alias"), "file");
        Folder.Write("files/file", "content");

        var files = await BuildAndReadOptAsync(Inputs("links", "files"));

        Assert.AreEqual(ImageFile.SymbolicLink("file"), files["alias"]);
    }
}
