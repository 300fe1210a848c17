using LambdaImage.Diagnostics;
using LambdaImage.EngineTests.Support;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class OverlappingLayerTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Independent_layers_are_both_visible()
    {
        Folder.Write("first/one", "1");
        Folder.Write("second/two", "2");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(new() { ["one"] = ImageFile.File("1"), ["two"] = ImageFile.File("2") }, files);
    }

    [TestMethod]
    [DataRow("first", "second")]
    [DataRow("second", "first")]
    public async Task File_in_two_layers_is_the_later_ones(string earlier, string later)
    {
        Folder.Write("first/file", "first");
        Folder.Write("second/file", "second", (UnixFileMode)0b111_101_101);

        var files = await BuildAndReadOptAsync(Inputs(earlier, later));

        Assert.AreEqual(ImageFile.File(later, later == "first" ? "0644" : "0755"), files["file"]);
    }

    [TestMethod]
    public async Task Folder_in_two_layers_holds_the_files_of_both()
    {
        Folder.Write("first/lib/one", "1");
        Folder.Write("first/lib/both", "first");
        Folder.Write("second/lib/two", "2");
        Folder.Write("second/lib/both", "second");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(
            new()
            {
                ["lib"] = ImageFile.Directory(),
                ["lib/both"] = ImageFile.File("second"),
                ["lib/one"] = ImageFile.File("1"),
                ["lib/two"] = ImageFile.File("2"),
            },
            files);
    }

    [TestMethod]
    public async Task Zip_after_a_folder_wins()
    {
        Folder.Write("first/file", "folder");
        Zip.Write(Folder.At("second.zip"), zip => zip.AddFile("file", "zip", (UnixFileMode)0b110_100_100));

        var files = await BuildAndReadOptAsync(Inputs("first", "second.zip"));

        Assert.AreEqual(ImageFile.File("zip"), files["file"]);
    }

    [TestMethod]
    public async Task File_over_a_folder_of_an_earlier_layer_replaces_it()
    {
        Folder.Write("first/name/inside", "inside");
        Folder.Write("second/name", "file");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(new() { ["name"] = ImageFile.File("file") }, files);
    }

    [TestMethod]
    public async Task Folder_over_a_file_of_an_earlier_layer_replaces_it()
    {
        Folder.Write("first/name", "file");
        Folder.Write("second/name/inside", "inside");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(new() { ["name"] = ImageFile.Directory(), ["name/inside"] = ImageFile.File("inside") }, files);
    }

    [TestMethod]
    public async Task Folder_over_a_link_of_an_earlier_layer_replaces_it()
    {
        Folder.Write("first/target/kept", "kept");
        Directory.CreateSymbolicLink(Folder.At("first/name"), "target");
        Folder.Write("second/name/inside", "inside");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(
            new()
            {
                ["name"] = ImageFile.Directory(),
                ["name/inside"] = ImageFile.File("inside"),
                ["target"] = ImageFile.Directory(),
                ["target/kept"] = ImageFile.File("kept"),
            },
            files);
    }

    [TestMethod]
    public async Task Link_over_a_file_of_an_earlier_layer_replaces_it()
    {
        Folder.Write("first/name", "file");
        Folder.Write("first/other", "other");
        Directory.CreateDirectory(Folder.At("second"));
        File.CreateSymbolicLink(Folder.At("second/name"), "other");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(new() { ["name"] = ImageFile.SymbolicLink("other"), ["other"] = ImageFile.File("other") }, files);
    }

    [TestMethod]
    public async Task File_over_a_link_of_an_earlier_layer_leaves_the_links_target()
    {
        Folder.Write("first/target", "target");
        File.CreateSymbolicLink(Folder.At("first/name"), "target");
        Folder.Write("second/name", "file");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(new() { ["name"] = ImageFile.File("file"), ["target"] = ImageFile.File("target") }, files);
    }

    [TestMethod]
    public async Task Link_over_a_folder_of_an_earlier_layer_replaces_it()
    {
        Folder.Write("first/name/inside", "inside");
        Directory.CreateDirectory(Folder.At("second"));
        File.CreateSymbolicLink(Folder.At("second/name"), "other");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(new() { ["name"] = ImageFile.SymbolicLink("other") }, files);
    }

    [TestMethod]
    public async Task Link_to_a_file_of_an_earlier_layer_leads_to_the_latest_of_that_name()
    {
        Folder.Write("first/tool", "first");
        Directory.CreateDirectory(Folder.At("second"));
        File.CreateSymbolicLink(Folder.At("second/alias"), "tool");
        Folder.Write("third/tool", "third");

        var files = await BuildAndReadOptAsync(Inputs("first", "second", "third"));

        Expect.Files(new() { ["alias"] = ImageFile.SymbolicLink("tool"), ["tool"] = ImageFile.File("third") }, files);
    }

    [TestMethod]
    public async Task Names_that_differ_in_case_are_two_files()
    {
        Folder.Write("first/name", "first");
        Folder.Write("second/NAME", "second");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(new() { ["NAME"] = ImageFile.File("second"), ["name"] = ImageFile.File("first") }, files);
    }

    [TestMethod]
    public async Task Names_that_differ_in_Unicode_normalisation_are_two_files()
    {
        Folder.Write("first/\u00e9", "composed");
        Folder.Write("second/e\u0301", "decomposed");

        var files = await BuildAndReadOptAsync(Inputs("first", "second"));

        Expect.Files(new() { ["\u00e9"] = ImageFile.File("composed"), ["e\u0301"] = ImageFile.File("decomposed") }, files);
    }

    [TestMethod]
    [DataRow("file", ".wh.file")]
    [DataRow("lib/file", "lib/.wh..wh..opq")]
    public async Task Name_that_would_delete_a_file_of_an_earlier_layer_is_an_error(string name, string whiteout)
    {
        Folder.Write("first/" + name, "first");
        Folder.Write("second/" + whiteout, string.Empty);

        var failure = await FailAsync(Inputs("first", "second"));

        Assert.AreEqual((DiagnosticCodes.InvalidEntryName, "second"), (failure.Descriptor, failure.Origin?.Include), failure.Message);
    }
}
