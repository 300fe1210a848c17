using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Layers;

namespace LambdaImage.UnitTests.Tar;

/// <summary>Files that are not the same when they are written as when they were planned.</summary>
[TestClass]
public sealed class ChangedFileTests
{
    [TestMethod]
    [DataRow("hello, hello", DisplayName = "grew")]
    [DataRow("hi", DisplayName = "shrank")]
    [DataRow("", DisplayName = "was emptied")]
    public async Task WriteLayerAsync_of_a_file_of_another_length_fails_and_names_it(string content)
    {
        using var folder = new TemporaryFolder();
        var entry = Planned(folder);
        folder.Write("file", content);

        var failure = await WriteFailsAsync(entry);

        Assert.Contains(folder.At("file"), failure.Message);
    }

    [TestMethod]
    public async Task WriteLayerAsync_of_a_file_that_is_gone_fails_and_names_it()
    {
        using var folder = new TemporaryFolder();
        var entry = Planned(folder);
        File.Delete(folder.At("file"));

        var failure = await WriteFailsAsync(entry);

        Assert.Contains(folder.At("file"), failure.Message);
    }

    [TestMethod]
    public async Task WriteLayerAsync_of_a_file_that_was_written_again_in_the_same_length_fails()
    {
        using var folder = new TemporaryFolder();
        var entry = Planned(folder);
        folder.Write("file", "HELLO");
        File.SetLastWriteTimeUtc(folder.At("file"), DateTime.UnixEpoch.AddYears(31));

        await WriteFailsAsync(entry);
    }

    [TestMethod]
    public async Task WriteLayerAsync_of_a_file_that_became_a_folder_fails()
    {
        using var folder = new TemporaryFolder();
        var entry = Planned(folder);
        File.Delete(folder.At("file"));
        Directory.CreateDirectory(folder.At("file"));

        await WriteFailsAsync(entry);
    }

    [TestMethod]
    [DataRow("printf HELLO >file && touch -d @946684800 file", DisplayName = "written again")]
    [DataRow("printf HELLO >new && touch -d @946684800 new && mv new file", DisplayName = "replaced by mv")]
    [DataRow("printf HELLO >new && touch -d @946684800 new && cp -p new file", DisplayName = "replaced by cp -p")]
    [DataRow("chmod 600 file", DisplayName = "chmod")]
    [DataRow("rm file && ln -s /etc/hostname file", DisplayName = "replaced by a link")]
    [Timeout(20_000)]
    public async Task WriteLayerAsync_of_a_file_that_changed_and_keeps_its_size_and_time_fails(string change)
    {
        using var folder = new TemporaryFolder();
        var entry = Planned(folder);
        Shell.Run(folder.Path, change);

        await WriteFailsAsync(entry);
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task WriteLayerAsync_of_a_file_that_became_a_pipe_fails_and_does_not_wait_for_a_writer()
    {
        using var folder = new TemporaryFolder();
        var entry = Planned(folder);
        Shell.Run(folder.Path, "rm file && mkfifo file");

        var failure = await WriteFailsAsync(entry);

        Assert.Contains(folder.At("file"), failure.Message);
    }

    [TestMethod]
    public void Open_of_a_file_that_changes_while_it_is_read_fails_at_its_end()
    {
        using var folder = new TemporaryFolder();
        using var reader = Planned(folder).Content!.Open();
        Shell.Run(folder.Path, "printf HELLO >file && touch -d @946684800 file");

        Expect.Failure(DiagnosticCodes.FileChanged, reader.End);
    }

    [TestMethod]
    public void Open_of_a_file_that_is_replaced_while_it_is_read_reads_what_was_planned()
    {
        using var folder = new TemporaryFolder();
        using var reader = Planned(folder).Content!.Open();
        Shell.Run(folder.Path, "printf HELLO >new && mv new file");
        var content = new byte[5];

        reader.Read(content);

        CollectionAssert.AreEqual("hello"u8.ToArray(), content);
    }

    [TestMethod]
    public async Task WriteLayerAsync_of_a_zip_that_was_made_again_fails_and_names_it()
    {
        using var folder = new TemporaryFolder();
        using var layer = LayerSpecs.Read(folder.Write("layer.zip", new HandmadeZip().File("a", "hello").ToArray()));
        File.Delete(folder.At("layer.zip"));
        folder.Write("layer.zip", new HandmadeZip().File("a", "hello").File("b", "new").ToArray());

        var failure = await Expect.FailureAsync(DiagnosticCodes.FileChanged, () => TarBytes.OfLayerAsync(layer.Entries));

        Assert.Contains(folder.At("layer.zip"), failure.Message);
    }

    private static LayerEntry Planned(TemporaryFolder folder)
    {
        var path = folder.Write("file", "hello");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddYears(30));
        return FileOnDisk.Entry(FileState.Of(path), "file", EntryMode.Plain);
    }

    private static Task<LambdaImageException> WriteFailsAsync(LayerEntry entry) =>
        Expect.FailureAsync(DiagnosticCodes.FileChanged, () => TarBytes.OfLayerAsync([entry]));
}
