using LambdaImage.Layers;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Layers;

namespace LambdaImage.UnitTests.Tar;

/// <summary>What the <c>tar</c> of users' systems makes of our archives.</summary>
[TestClass]
public sealed class TarToolTests
{
    private static readonly string LongFolder = string.Join('/', Enumerable.Repeat("folder-with-a-long-name", 8));
    private static readonly string LongTarget = string.Join('/', Enumerable.Repeat("0123456", 32));

    [TestMethod]
    public async Task Tar_lists_names_modes_owners_sizes_and_times()
    {
        using var folder = new TemporaryFolder();
        folder.Write("layer/bin/tool", "hello", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(folder.At("layer/link"), "bin/tool");
        using var layer = LayerSpecs.Read(folder.At("layer"));
        folder.Write("layer.tar", await TarBytes.OfLayerAsync(layer.Entries));

        var listing = Shell.Run(folder.Path, "tar --numeric-owner --full-time -tvf layer.tar | tr -s ' '");

        Assert.AreEqual(
            """
            drwxr-xr-x 0/0 0 1980-01-01 00:00:00 ./
            drwxr-xr-x 0/0 0 1980-01-01 00:00:00 bin/
            -r-xr-xr-x 0/0 5 1980-01-01 00:00:00 bin/tool
            lrwxrwxrwx 0/0 0 1980-01-01 00:00:00 link -> bin/tool

            """,
            listing);
    }

    [TestMethod]
    public async Task Tar_unpacks_what_was_put_in()
    {
        using var folder = new TemporaryFolder();
        folder.Write("layer/a", "hello");
        folder.Write("layer/empty", string.Empty);
        folder.Write($"layer/{LongFolder}/file", "long");
        folder.Write("layer/größe/日本", "other scripts");
        folder.Write("layer/large", new string('x', 1_000_000));
        Directory.CreateDirectory(folder.At("layer/nothing"));
        File.CreateSymbolicLink(folder.At("layer/link"), "a");
        File.CreateSymbolicLink(folder.At("layer/long-link"), LongTarget);
        using var layer = LayerSpecs.Read(folder.At("layer"));
        folder.Write("layer.tar", await TarBytes.OfLayerAsync(layer.Entries));
        Directory.CreateDirectory(folder.At("unpacked"));

        Shell.Run(folder.Path, "tar -xf layer.tar -C unpacked");

        Assert.AreEqual(string.Empty, Shell.Run(folder.Path, "diff -r --no-dereference layer unpacked"));
    }

    [TestMethod]
    public async Task Tar_says_nothing_of_a_file_over_8_gigabytes()
    {
        const long Size = 9L * 1024 * 1024 * 1024;
        using var folder = new TemporaryFolder();
        var entry = new LayerEntry("large", EntryKind.File, EntryMode.Plain) { Size = Size, Content = FileOnDisk.Entry(new("/nowhere", new() { Size = Size }), "large", EntryMode.Plain).Content };

        // The content is not there; what counts is the header, which is written before it is missed.
        folder.Write("layer.tar", await HeaderOfAsync(entry));

        Assert.Contains($" {Size} ", Shell.Run(folder.Path, "tar -tvf layer.tar 2>/dev/null || true"));
    }

    private static async Task<byte[]> HeaderOfAsync(LayerEntry entry)
    {
        using var bytes = new MemoryStream();
        var output = System.IO.Pipelines.PipeWriter.Create(bytes, new(leaveOpen: true));
        using var digesting = new LambdaImage.Tar.DigestingWriter(output);
        var writer = new LambdaImage.Tar.TarWriter(digesting, 0);
        await Expect.FailureAsync(
            LambdaImage.Diagnostics.DiagnosticCodes.FileChanged,
            async () => await writer.WriteLayerAsync([entry], CancellationToken.None));
        await output.FlushAsync();
        return bytes.ToArray();
    }
}
