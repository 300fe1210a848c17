using System.IO.Compression;
using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Zips;

[TestClass]
public sealed class ZipLayerReaderTests
{
    [TestMethod]
    public void Read_of_a_zip_sorts_and_adds_the_folders_that_it_does_not_name()
    {
        var zip = new HandmadeZip().File("lib/deep/z", "x").File("a", "x").File("lib/b", "x");

        Assert.AreEqual("d 755 .\nf 644 a\nd 755 lib\nf 644 lib/b\nd 755 lib/deep\nf 644 lib/deep/z", Describe(zip));
    }

    [TestMethod]
    public void Read_of_a_zip_made_on_windows_takes_modes_from_contents()
    {
        var zip = new HandmadeZip()
            .Add(new("bin/", string.Empty) { DosAttributes = 0x10 })
            .File("bin/elf", "\u007fELF....")
            .File("bin/script", "#!/bin/sh")
            .File("bootstrap", "x")
            .File("data", "x")
            .File("empty", string.Empty)
            .File("extensions/agent", "x");

        Assert.AreEqual(
            "d 755 .\nd 755 bin\nf 755 bin/elf\nf 755 bin/script\nf 755 bootstrap\nf 644 data\nf 644 empty\nd 755 extensions\nf 755 extensions/agent",
            Describe(zip));
    }

    [TestMethod]
    public void Read_with_modes_of_the_item_takes_them_for_every_file_and_folder()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", new HandmadeZip().UnixFile("bin/tool", "x", "100755").File("data", "x").ToArray());

        using var layer = LayerSpecs.Read(LayerSpecs.Layer(path) with { FileMode = 0b100_100_000, DirectoryMode = 0b111_000_000 });

        Assert.AreEqual("d 700 .\nd 700 bin\nf 440 bin/tool\nf 440 data", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_a_zip_leaves_out_dots_and_empty_parts_of_names()
    {
        var zip = new HandmadeZip().File("./a", "x").File("lib//./b", "x").File("./", string.Empty);

        Assert.AreEqual("d 755 .\nf 644 a\nd 755 lib\nf 644 lib/b", Describe(zip));
    }

    [TestMethod]
    public void Read_of_a_deflated_entry_knows_its_size()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", new HandmadeZip().Add(new("hello", "hello") { Method = HandmadeZipEntry.Deflate }).ToArray());

        using var layer = LayerSpecs.Read(path);

        Assert.AreEqual(5, layer.Entries[1].Size);
    }

    [TestMethod]
    public void Read_of_a_zip_gives_contents_that_can_be_read_again()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", new HandmadeZip().Add(new("hello", "hello") { Method = HandmadeZipEntry.Deflate }).ToArray());
        using var layer = LayerSpecs.Read(path);

        using var reader = layer.Entries[1].Content!.Open();

        var bytes = new byte[5];
        Assert.AreEqual((5, "hello"), (reader.Read(bytes), Encoding.UTF8.GetString(bytes)));
    }

    [TestMethod]
    [DataRow("lib/file")]
    [DataRow("/opt/lib/file")]
    [DataRow("./lib/../lib/file")]
    [DataRow("missing")]
    public void Read_of_a_link_inside_the_layer_keeps_it(string target)
    {
        var zip = new HandmadeZip().File("lib/file", "x").Link("link", target);

        Assert.AreEqual($"d 755 .\nd 755 lib\nf 644 lib/file\nl link -> {target}", Describe(zip));
    }

    [TestMethod]
    public void Read_of_names_in_other_scripts_keeps_them()
    {
        var zip = new HandmadeZip().File("größe/日本/\U0001F600", "x");

        Assert.AreEqual("d 755 .\nd 755 größe\nd 755 größe/日本\nf 644 größe/日本/\U0001F600", Describe(zip));
    }

    [TestMethod]
    public void Read_of_a_zip_gives_contents_that_can_be_read_at_the_same_time()
    {
        using var folder = new TemporaryFolder();
        var first = new string('1', 300_000);
        var second = new string('2', 300_000);
        var zip = new HandmadeZip().File("first", first).Add(new("second", second) { Method = HandmadeZipEntry.Deflate });
        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));
        using var one = layer.Entry("first").Content!.Open();
        using var other = layer.Entry("second").Content!.Open();

        var (read, otherRead) = (new StringBuilder(), new StringBuilder());
        var buffer = new byte[1_000];
        while (read.Length < first.Length || otherRead.Length < second.Length)
        {
            read.Append(Encoding.UTF8.GetString(buffer, 0, one.Read(buffer)));
            otherRead.Append(Encoding.UTF8.GetString(buffer, 0, other.Read(buffer)));
        }

        Assert.AreEqual((first, second), (read.ToString(), otherRead.ToString()));
        one.End();
        other.End();
    }

    [TestMethod]
    public void Read_of_a_zip_that_the_framework_made_reads_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("content/lib/file", "hello");
        ZipFile.CreateFromDirectory(folder.At("content"), folder.At("layer.zip"));

        using var layer = LayerSpecs.Read(folder.At("layer.zip"));

        Assert.AreEqual("d 755 .\nd 755 lib\nf 644 lib/file", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_a_zip_without_entries_fails()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", new HandmadeZip().ToArray());

        Expect.Failure(DiagnosticCodes.LayerEmpty, () => LayerSpecs.Read(path));
    }

    [TestMethod]
    public void Read_of_a_zip_with_nothing_but_its_root_fails()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", new HandmadeZip().File("./", string.Empty).ToArray());

        Expect.Failure(DiagnosticCodes.LayerEmpty, () => LayerSpecs.Read(path));
    }

    private static string Describe(HandmadeZip zip)
    {
        using var folder = new TemporaryFolder();
        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));
        return LayerSpecs.Describe(layer);
    }
}
