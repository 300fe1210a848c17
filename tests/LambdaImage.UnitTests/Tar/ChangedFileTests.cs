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
    public async Task WriteLayerAsync_of_a_file_that_another_keeps_to_itself_says_so()
    {
        using var folder = new TemporaryFolder();
        var entry = Planned(folder);
        using var owner = new FileStream(folder.At("file"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var failure = await Expect.FailureAsync(DiagnosticCodes.UnreadableFile, () => TarBytes.OfLayerAsync([entry]));

        Assert.Contains(folder.At("file"), failure.Message);
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
        return FileOnDisk.Read(new FileInfo(path), "file", EntryMode.Plain);
    }

    private static Task<LambdaImageException> WriteFailsAsync(LayerEntry entry) =>
        Expect.FailureAsync(DiagnosticCodes.FileChanged, () => TarBytes.OfLayerAsync([entry]));
}
