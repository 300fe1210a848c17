using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Folders;

[TestClass]
public sealed class PublishOutputReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Read_lists_the_files_and_the_folders_that_they_need()
    {
        _folder.Write("obj/Hello", "program", (UnixFileMode)0b111_101_101);
        _folder.Write("packages/1.0/native.so", "library");
        _folder.Write("settings.json", "{}");

        var layer = Read(
            FunctionFile.Of(_folder.At("obj/Hello"), "Hello"),
            FunctionFile.Of(_folder.At("packages/1.0/native.so"), "runtimes/linux-x64/native.so"),
            FunctionFile.Of(_folder.At("settings.json"), @".\data\settings.json"));

        Assert.AreEqual(
            """
            d 755 .
            f 755 Hello
            d 755 data
            f 644 data/settings.json
            d 755 runtimes
            d 755 runtimes/linux-x64
            f 644 runtimes/linux-x64/native.so
            """,
            LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_leaves_out_what_the_publish_folder_holds_besides()
    {
        _folder.Write("publish/Hello.dll", "new");
        _folder.Write("publish/Old.dll", "old");

        var layer = Read(FunctionFile.Of(_folder.At("publish/Hello.dll"), "Hello.dll"));

        Assert.AreEqual(". Hello.dll", string.Join(' ', layer.Entries.Select(entry => entry.Path)));
    }

    [TestMethod]
    public void Read_of_two_files_of_one_name_takes_the_last()
    {
        _folder.Write("first", "first");
        _folder.Write("second", "the second");

        var layer = Read(FunctionFile.Of(_folder.At("first"), "Hello"), FunctionFile.Of(_folder.At("second"), "Hello"));

        Assert.AreEqual(10, layer.Entry("Hello").Size);
    }

    [TestMethod]
    public void Read_of_names_that_differ_only_by_case_takes_both()
    {
        _folder.Write("file", "content");

        var layer = Read(FunctionFile.Of(_folder.At("file"), "bootstrap"), FunctionFile.Of(_folder.At("file"), "Bootstrap"));

        Assert.AreEqual(". Bootstrap bootstrap", string.Join(' ', layer.Entries.Select(entry => entry.Path)));
    }

    [TestMethod]
    public void Read_of_a_link_takes_what_it_leads_to()
    {
        _folder.Write("store/file", "content");
        File.CreateSymbolicLink(_folder.At("link"), "store/file");

        var entry = Read(FunctionFile.Of(_folder.At("link"), "file")).Entry("file");

        Assert.AreEqual((EntryKind.File, 7L), (entry.Kind, entry.Size));
    }

    [TestMethod]
    [DataRow("../other/file")]
    [DataRow("data/../../file")]
    [DataRow(@"..\file")]
    [DataRow("")]
    [DataRow(".wh.file")]
    public void Read_of_a_name_that_the_image_cannot_hold_fails(string path)
    {
        var source = _folder.Write("file", "content");

        Expect.Failure(DiagnosticCodes.InvalidEntryName, () => Read(FunctionFile.Of(source, path)));
    }

    [TestMethod]
    public void Read_of_a_file_that_is_not_there_fails_and_names_it()
    {
        var failure = Expect.Failure(DiagnosticCodes.UnreadableFile, () => Read(FunctionFile.Of(_folder.At("gone.dll"), "Hello.dll")));

        Assert.Contains("gone.dll", failure.Message);
    }

    [TestMethod]
    public void Read_of_a_pipe_fails()
    {
        Shell.Run(_folder.Path, "mkfifo pipe");

        Expect.Failure(DiagnosticCodes.UnsupportedLayer, () => Read(FunctionFile.Of(_folder.At("pipe"), "pipe")));
    }

    private static LayerContents Read(params FunctionFile[] files) =>
        LayerSpecs.Read(new LayerSpec { Kind = LayerKind.Function, Name = "Hello", Source = new PublishOutputSource("/nowhere/publish", files) });
}
