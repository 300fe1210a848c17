using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.Layers.Zips;

/// <summary>What the format allows beside entries one after the other, as real tools use it.</summary>
[TestClass]
public sealed class ZipFormatTests
{
    // The end record of an empty zip, as it could stand in a comment.
    private const string EmptyZip = "PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    [TestMethod]
    [DataRow("hello PK\u0005\u0006 world", DisplayName = "signature")]
    [DataRow("hello PK\u0005\u0006 world, and quite some words more", DisplayName = "signature with room for a record")]
    [DataRow("PK\u0005\u0006\0\0\0\0\u0001\0\u0001\0\u0040\0\0\0\u0030\0\0\0\0\0", DisplayName = "record of a directory that is not there")]
    [DataRow("a zip in a comment: " + EmptyZip + "!", DisplayName = "record that does not end the file")]
    public void Read_of_a_comment_with_an_end_record_takes_the_right_one(string comment)
    {
        Assert.AreEqual("hello", Content(new HandmadeZip { Comment = comment }));
    }

    [TestMethod]
    [DataRow("#!/usr/bin/env python3\n", DisplayName = "script")]
    [DataRow("MZ a program that unpacks itself", DisplayName = "program")]
    public void Read_of_a_zip_behind_something_else_reads_it(string prefix)
    {
        Assert.AreEqual("hello", Content(new HandmadeZip { Prefix = prefix }));
    }

    [TestMethod]
    public void Read_of_a_zip_with_bytes_behind_it_reads_it()
    {
        Assert.AreEqual("hello", Content(new HandmadeZip { Suffix = "\r\n" }));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Read_of_a_zip_in_the_form_for_large_ones_reads_it(bool hasPrefix)
    {
        var zip = new HandmadeZip { IsZip64 = true, Prefix = hasPrefix ? "#!/bin/sh\n" : string.Empty };

        Assert.AreEqual("hello", Content(zip, new("file", "hello") { IsZip64 = true }));
    }

    [TestMethod]
    public void Read_of_a_zip_that_was_written_to_a_pipe_reads_it()
    {
        Assert.AreEqual("hello", Content(new(), new("file", "hello") { HasDataDescriptor = true, Method = HandmadeZipEntry.Deflate }));
    }

    [TestMethod]
    public void Read_of_an_entry_with_more_fields_in_its_own_header_reads_it()
    {
        // Times of Info-ZIP, and a field of 1,000 bytes.
        byte[] fields = [0x55, 0x54, 5, 0, 1, 0, 0, 0, 0, 0xFE, 0xCA, 0xE8, 3, .. new byte[1_000]];

        Assert.AreEqual("hello", Content(new(), new("file", "hello") { LocalFields = fields, Method = HandmadeZipEntry.Deflate }));
    }

    [TestMethod]
    public void Read_of_a_zip_with_more_entries_than_the_count_can_hold_reads_all()
    {
        using var folder = new TemporaryFolder();
        var zip = new HandmadeZip { ClaimedCount = 70_000 & 0xFFFF };
        for (var i = 0; i < 70_000; i++)
        {
            zip.UnixFile($"{i}", string.Empty, "100644");
        }

        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));

        Assert.AreEqual(70_000, layer.FileCount);
    }

    [TestMethod]
    [DataRow(HandmadeZipEntry.Deflate)]
    [DataRow((ushort)0)]
    public void Read_of_an_empty_file_reads_it(ushort method)
    {
        Assert.AreEqual(string.Empty, Content(new(), new("file", string.Empty) { Method = method }));
    }

    [TestMethod]
    public void Read_of_a_zip_without_its_directory_fails()
    {
        Assert.Contains("end record", Fails(DiagnosticCodes.CorruptZip, [.. "PK\u0003\u0004"u8, .. new byte[100]]).Message);
    }

    [TestMethod]
    public void Read_of_an_encrypted_entry_fails_and_says_so()
    {
        Assert.Contains("encrypted", Unsupported(new("secret", "x") { Flags = 1 }));
    }

    [TestMethod]
    public void Read_of_an_encrypted_link_fails_and_says_so()
    {
        Assert.Contains("encrypted", Unsupported(new("link", "file") { UnixMode = "120777", Flags = 1 }));
    }

    [TestMethod]
    [DataRow((ushort)9, "Deflate64")]
    [DataRow((ushort)12, "BZIP2")]
    [DataRow((ushort)14, "LZMA")]
    [DataRow((ushort)93, "Zstandard")]
    [DataRow((ushort)95, "XZ")]
    [DataRow((ushort)99, "AES")]
    [DataRow((ushort)77, "77")]
    public void Read_of_an_entry_with_another_compression_fails_and_names_it(ushort method, string name)
    {
        Assert.Contains(name, Unsupported(new("file", "hello") { Method = method }));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Read_of_one_part_of_a_split_zip_fails_and_says_so(bool isZip64)
    {
        var zip = new HandmadeZip { Disk = 1, IsZip64 = isZip64 };

        Assert.Contains("split", Fails(DiagnosticCodes.UnsupportedZip, zip.File("file", "x").ToArray()).Message);
    }

    [TestMethod]
    public void Read_of_a_zip_from_a_mac_leaves_out_what_finder_wrote()
    {
        using var folder = new TemporaryFolder();
        var zip = new HandmadeZip().File(".DS_Store", "x").File("python/a.py", "1").File("python/._a.py", "x").File("__MACOSX/python/._a.py", "x").File("__MACOSX/Icon\r", "x");

        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));

        Assert.AreEqual(("d 755 .\nd 755 python\nf 644 python/a.py", 4), (LayerSpecs.Describe(layer), layer.DesktopFilesLeftOut));
    }

    [TestMethod]
    public void Read_of_a_zip_from_a_mac_keeps_what_finder_wrote_if_asked()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", new HandmadeZip().File(".DS_Store", "x").File("__MACOSX/._a.py", "x").ToArray());

        using var layer = LayerSpecs.Read(LayerSpecs.Layer(path) with { KeepDesktopFiles = true });

        Assert.AreEqual("d 755 .\nf 644 .DS_Store\nd 755 __MACOSX\nf 644 __MACOSX/._a.py", LayerSpecs.Describe(layer));
    }

    private static string Unsupported(HandmadeZipEntry entry) => Fails(DiagnosticCodes.UnsupportedZip, new HandmadeZip().Add(entry).ToArray()).Message;

    private static string Content(HandmadeZip zip, HandmadeZipEntry? entry = null)
    {
        using var folder = new TemporaryFolder();
        using var layer = LayerSpecs.Read(folder.Write("layer", zip.Add(entry ?? new("file", "hello")).ToArray()));
        var file = layer.Entry("file");
        var bytes = new byte[100];
        using var reader = file.Content!.Open();
        var length = file.Size == 0 ? 0 : reader.Read(bytes);
        reader.End();
        Digests.Of(layer);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static LambdaImageException Fails(DiagnosticDescriptor descriptor, byte[] zip)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", zip);
        return Expect.Failure(descriptor, () => LayerSpecs.Read(path).Dispose());
    }
}
