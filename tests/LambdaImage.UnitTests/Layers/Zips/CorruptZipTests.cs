using LambdaImage.Diagnostics;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.Layers.Zips;

/// <summary>Zips that are damaged, or whose entries are not what they claim.</summary>
[TestClass]
public sealed class CorruptZipTests
{
    [TestMethod]
    public void Read_of_a_folder_that_holds_data_fails_and_names_it()
    {
        var failure = Corrupt(new HandmadeZip().File("lib/", "x").ToArray());

        Assert.Contains("'lib/'", failure.Message);
    }

    [TestMethod]
    public void Read_of_entries_that_share_data_fails_and_names_them()
    {
        var zip = new HandmadeZip().File("first", "content").Add(new("second", "content") { ClaimedOffset = 0 });

        var failure = Corrupt(zip.ToArray());

        Assert.Contains("'first'", failure.Message);
        Assert.Contains("'second'", failure.Message);
    }

    [TestMethod]
    public void Read_of_an_entry_whose_data_reaches_into_the_next_fails()
    {
        var zip = new HandmadeZip().Add(new("first", "content") { ClaimedCompressedSize = 8, ClaimedSize = 8 }).File("second", "content");

        Corrupt(zip.ToArray());
    }

    [TestMethod]
    public void Read_of_an_entry_outside_of_the_file_fails()
    {
        Corrupt(new HandmadeZip().Add(new("file", "content") { ClaimedOffset = 5_000_000 }).ToArray());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Read_of_a_directory_with_another_number_of_entries_fails(int count)
    {
        var zip = new HandmadeZip { ClaimedCount = count };

        Corrupt(zip.File("first", "content").File("second", "content").ToArray());
    }

    [TestMethod]
    [DataRow((ushort)0)]
    [DataRow(HandmadeZipEntry.Deflate)]
    public void Read_of_an_entry_with_another_checksum_fails_and_names_it(ushort method)
    {
        var failure = Corrupt(new HandmadeZip().Add(new("file", "hello") { Method = method, Checksum = 0x12345678 }).ToArray());

        Assert.Contains("'file'", failure.Message);
    }

    [TestMethod]
    [DataRow((ushort)0, 1u)]
    [DataRow((ushort)0, 500u)]
    [DataRow(HandmadeZipEntry.Deflate, 1u)]
    [DataRow(HandmadeZipEntry.Deflate, 500u)]
    public void Read_of_an_entry_of_another_size_fails(ushort method, uint claimed)
    {
        Corrupt(new HandmadeZip().Add(new("file", "hello hello") { Method = method, ClaimedSize = claimed }).ToArray());
    }

    [TestMethod]
    public void Read_of_deflated_data_that_is_garbage_fails()
    {
        Corrupt(new HandmadeZip().Add(new("file", "hello") { Method = HandmadeZipEntry.Deflate, RawData = new byte[] { 0xFF, 0xFF, 0xFF, 0xFF } }).ToArray());
    }

    [TestMethod]
    [DataRow(0u, "x")]
    [DataRow(0u, "")]
    [DataRow(0x12345678u, "")]
    public void Read_of_an_entry_that_claims_to_be_empty_and_is_not_fails_and_names_it(uint checksum, string content)
    {
        var data = content.Length > 0 ? null : (ReadOnlyMemory<byte>?)new byte[] { 0x4B, 0x04, 0x00 };
        foreach (var method in new[] { (ushort)0, HandmadeZipEntry.Deflate })
        {
            var entry = new HandmadeZipEntry("file", content) { Method = method, Checksum = checksum, ClaimedSize = 0, RawData = data };

            var failure = Corrupt(new HandmadeZip().Add(entry).ToArray());

            Assert.Contains("'file'", failure.Message);
        }
    }

    [TestMethod]
    public void Read_of_a_zip_cut_anywhere_fails()
    {
        var zip = new HandmadeZip().File("lib/a", "hello").Add(new("b", "hello") { Method = HandmadeZipEntry.Deflate }).ToArray();

        for (var length = 4; length < zip.Length; length++)
        {
            Corrupt(zip[..length]);
        }
    }

    [TestMethod]
    public void Read_of_a_zip_with_any_byte_wrong_fails_with_a_code_or_succeeds()
    {
        using var folder = new TemporaryFolder();
        var zip = new HandmadeZip().File("lib/a", "hello").Add(new("b", "hello") { Method = HandmadeZipEntry.Deflate }).Link("c", "b").ToArray();
        var codes = new HashSet<string>();

        for (var i = 4; i < zip.Length; i++)
        {
            var damaged = zip.ToArray();
            damaged[i] ^= 0x81;
            codes.Add(CodeOf(folder.Write("layer.zip", damaged)));
        }

        Assert.Contains(DiagnosticCodes.CorruptZip.Code, codes);
    }

    // Anything but a coded failure surfaces and fails the test.
    private static string CodeOf(string path)
    {
        try
        {
            using var layer = LayerSpecs.Read(path);
            Digests.Of(layer);
            return string.Empty;
        }
        catch (LambdaImageException failure)
        {
            return failure.Descriptor.Code;
        }
    }

    private static LambdaImageException Corrupt(byte[] zip)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", zip);
        return Expect.Failure(DiagnosticCodes.CorruptZip, () =>
        {
            using var layer = LayerSpecs.Read(path);
            Digests.Of(layer);
        });
    }
}
