using System.Formats.Tar;
using LambdaImage.Layers;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Layers;

namespace LambdaImage.UnitTests.Tar;

[TestClass]
public sealed class TarWriterTests
{
    private static readonly string LongName = string.Join('/', Enumerable.Repeat("folder-with-a-long-name", 8)) + "/file";
    private static readonly string LongTarget = string.Join('/', Enumerable.Repeat("0123456", 32));

    public static IEnumerable<object[]> Names =>
    [
        ["a"],
        ["lib/sub/file"],
        [new string('a', 99)],
        [new string('a', 100)],
        [new string('a', 101)],
        [new string('a', 255)],
        [LongName],
        ["größe"],
        ["日本/\U0001F600"],
        ["with blanks and 'quotes' \"\\"],
        ["a=b\u00a0c"],
        ["-rf"],
    ];

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task WriteLayerAsync_of_a_file_is_read_back_by_the_framework(string name)
    {
        using var folder = new TemporaryFolder();
        var entry = Planned(folder, name, "hello", 0b110_100_000);

        var read = Read(await TarBytes.OfLayerAsync([entry]))[0];

        Assert.AreEqual(TarEntryType.RegularFile, read.EntryType);
        Assert.AreEqual((name, "hello"), (read.Name, TextOf(read)));
        Assert.AreEqual((UnixFileMode)0b110_100_000, read.Mode);
        Assert.AreEqual((0, 0), (read.Uid, read.Gid));
        Assert.AreEqual(new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero), read.ModificationTime);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task WriteLayerAsync_of_a_folder_is_read_back_by_the_framework(string name)
    {
        var read = Read(await TarBytes.OfLayerAsync([new(name, EntryKind.Directory, EntryMode.Executable)]))[0];

        Assert.AreEqual((TarEntryType.Directory, name + "/", (UnixFileMode)EntryMode.Executable), (read.EntryType, read.Name, read.Mode));
    }

    [TestMethod]
    [DataRow("file")]
    [DataRow("/opt/lib/file")]
    [DataRow("../größe")]
    [DataRow("\U0001F600")]
    public async Task WriteLayerAsync_of_a_link_is_read_back_by_the_framework(string target)
    {
        var read = Read(await TarBytes.OfLayerAsync([new("link", EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = target }]))[0];

        Assert.AreEqual((TarEntryType.SymbolicLink, "link", target), (read.EntryType, read.Name, read.LinkName));
    }

    [TestMethod]
    public async Task WriteLayerAsync_of_a_link_with_a_target_of_255_bytes_keeps_it()
    {
        var link = new LayerEntry("link", EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = LongTarget };

        var read = Read(await TarBytes.OfLayerAsync([link]))[0];

        Assert.AreEqual(LongTarget, read.LinkName);
    }

    [TestMethod]
    public async Task WriteLayerAsync_of_a_link_with_long_name_and_target_keeps_both()
    {
        var link = new LayerEntry(LongName, EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = LongTarget };

        var read = Read(await TarBytes.OfLayerAsync([link]))[0];

        Assert.AreEqual((LongName, LongTarget), (read.Name, read.LinkName));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(511)]
    [DataRow(512)]
    [DataRow(513)]
    [DataRow(300_000)]
    public async Task WriteLayerAsync_of_a_file_of_any_size_is_followed_by_the_next_entry(int size)
    {
        using var folder = new TemporaryFolder();
        var entries = new[] { Planned(folder, "a", new string('x', size)), Planned(folder, "b", "next") };

        var read = Read(await TarBytes.OfLayerAsync(entries));

        Assert.AreEqual((size, "next"), (TextOf(read[0]).Length, TextOf(read[1])));
    }

    [TestMethod]
    public async Task WriteLayerAsync_of_the_destination_is_the_folder_itself()
    {
        var read = Read(await TarBytes.OfLayerAsync([new(".", EntryKind.Directory, EntryMode.Executable)]))[0];

        Assert.AreEqual((TarEntryType.Directory, "./"), (read.EntryType, read.Name));
    }

    [TestMethod]
    [DataRow(0L)]
    [DataRow(1_700_000_000L)]
    [DataRow(8_589_934_591L)]
    public async Task WriteLayerAsync_gives_every_entry_the_time(long timestamp)
    {
        var bytes = await TarBytes.OfLayerAsync([new(".", EntryKind.Directory, EntryMode.Executable)], timestamp);

        Assert.AreEqual(timestamp, Read(bytes)[0].ModificationTime.ToUnixTimeSeconds());
    }

    [TestMethod]
    public async Task WriteLayerAsync_twice_makes_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        using var layer = Everything(folder);

        var first = await TarBytes.OfLayerAsync(layer.Entries);
        var second = await TarBytes.OfLayerAsync(layer.Entries);

        Assert.AreSequenceEqual(first, second);
    }

    [TestMethod]
    public async Task WriteLayerAsync_of_the_same_files_elsewhere_and_at_another_time_makes_the_same_bytes()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        using var first = Everything(one);
        using var second = Everything(two);
        File.SetLastWriteTimeUtc(two.At("size-513"), DateTime.UnixEpoch);
        using var third = LayerSpecs.Read(two.Path);

        Assert.AreSequenceEqual(await TarBytes.OfLayerAsync(first.Entries), await TarBytes.OfLayerAsync(third.Entries));
    }

    [TestMethod]
    public async Task SizeOf_of_entries_is_the_number_of_bytes_written()
    {
        using var folder = new TemporaryFolder();
        using var layer = Everything(folder);

        var bytes = await TarBytes.OfLayerAsync(layer.Entries);

        Assert.AreEqual(bytes.Length, LambdaImage.Tar.TarWriter.SizeOf(layer.Entries));
    }

    [TestMethod]
    public async Task Written_is_the_number_of_bytes_written()
    {
        using var folder = new TemporaryFolder();
        using var layer = Everything(folder);
        LambdaImage.Tar.TarWriter? tar = null;

        var bytes = await TarBytes.OfAsync(0, async writer =>
        {
            tar = writer;
            await writer.WriteFileAsync("Dockerfile", "FROM scratch\n"u8.ToArray(), CancellationToken.None);
            await writer.WriteNestedAsync("layer0.tar", layer.Entries, CancellationToken.None);
            await writer.WriteEndAsync(CancellationToken.None);
        });

        Assert.AreEqual(bytes.Length, tar!.Written);
    }

    [TestMethod]
    public async Task WriteNestedAsync_of_entries_is_a_file_that_is_an_archive()
    {
        using var folder = new TemporaryFolder();
        using var layer = Everything(folder);

        var bytes = await TarBytes.OfAsync(0, async writer =>
        {
            await writer.WriteNestedAsync("layer0.tar", layer.Entries, CancellationToken.None);
            await writer.WriteEndAsync(CancellationToken.None);
        });

        var nested = Read(bytes).Single();
        Assert.AreEqual("layer0.tar", nested.Name);
        Assert.HasCount(layer.Entries.Count, Read(BytesOf(nested)));
    }

    private static LayerContents Everything(TemporaryFolder folder)
    {
        folder.Write(LongName, "x");
        folder.Write("größe/日本", "x");
        foreach (var size in new[] { 0, 1, 511, 512, 513, 200_000 })
        {
            folder.Write($"size-{size}", new string('x', size));
        }

        File.CreateSymbolicLink(folder.At("link"), "size-1");
        File.CreateSymbolicLink(folder.At("long-link"), LongTarget);
        return LayerSpecs.Read(folder.Path);
    }

    private static LayerEntry Planned(TemporaryFolder folder, string name, string content, int mode = EntryMode.Plain)
    {
        var path = folder.Write($"content-{Guid.NewGuid():N}", content);
        return FileOnDisk.Entry(FileState.Of(path), name, mode);
    }

    private static List<TarEntry> Read(byte[] bytes)
    {
        using var reader = new TarReader(new MemoryStream(bytes));
        var entries = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static byte[] BytesOf(TarEntry entry)
    {
        using var bytes = new MemoryStream();
        entry.DataStream?.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string TextOf(TarEntry entry) => System.Text.Encoding.UTF8.GetString(BytesOf(entry));
}
