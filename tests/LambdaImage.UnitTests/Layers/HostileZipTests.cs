using LambdaImage.Diagnostics;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.Layers;

/// <summary>Zips that would write outside the layer, hide one file behind another, fill the memory, or are broken.</summary>
[TestClass]
public sealed class HostileZipTests
{
    [TestMethod]
    [DataRow("../evil")]
    [DataRow("lib/../../evil")]
    [DataRow("lib/../evil")]
    [DataRow("..")]
    [DataRow("lib/..")]
    [DataRow(@"..\evil")]
    [DataRow(@"lib\..\..\evil")]
    public void Read_of_a_name_that_climbs_is_refused(string name)
    {
        var failure = Refusal(new HandmadeZip().File(name, "x"));

        Assert.Contains("..", failure.Message);
    }

    [TestMethod]
    [DataRow("/etc/passwd")]
    [DataRow("/")]
    [DataRow("//server/share")]
    [DataRow(@"\evil")]
    [DataRow(@"\\server\share")]
    [DataRow(@"C:\evil")]
    [DataRow("c:/evil")]
    [DataRow("C:evil")]
    public void Read_of_an_absolute_name_is_refused(string name)
    {
        var failure = Refusal(new HandmadeZip().File(name, "x"));

        Assert.Contains("absolute", failure.Message);
    }

    [TestMethod]
    [DataRow("../evil")]
    [DataRow("/etc/passwd")]
    [DataRow("/opt/../etc/passwd")]
    [DataRow("/optional")]
    [DataRow("lib/../../evil")]
    public void Read_of_a_link_out_of_the_layer_is_refused_and_named(string target)
    {
        var failure = Refusal(new HandmadeZip().Link("link", target));

        Assert.Contains("'link'", failure.Message);
        Assert.Contains(target, failure.Message);
    }

    [TestMethod]
    public void Read_of_a_link_that_holds_nothing_is_refused()
    {
        Refusal(new HandmadeZip().Link("link", string.Empty));
    }

    [TestMethod]
    public void Read_of_a_link_that_holds_a_book_is_refused()
    {
        Refusal(new HandmadeZip().Link("link", new string('a', 5_000)));
    }

    [TestMethod]
    [DataRow("a\nb")]
    [DataRow("a\0b")]
    public void Read_of_a_link_with_control_characters_is_refused(string target)
    {
        Refusal(new HandmadeZip().Link("link", target));
    }

    [TestMethod]
    [DataRow("lib/tool", "lib/tool", DisplayName = "same")]
    [DataRow("lib/tool", "LIB/TOOL", DisplayName = "case")]
    [DataRow("lib/tool", "lib//tool", DisplayName = "empty part")]
    [DataRow("lib/tool", @"lib\tool", DisplayName = "backslash")]
    [DataRow("lib/tool", "./lib/tool", DisplayName = "dot")]
    [DataRow("ÄÖÜ", "äöü", DisplayName = "case of other letters")]
    [DataRow("lib/a", "LIB/b", DisplayName = "case of a folder that is not named")]
    public void Read_of_two_names_for_one_file_is_refused(string first, string second)
    {
        var failure = Refusal(new HandmadeZip().File(first, "x").File(second, "y"));

        Assert.Contains("one file", failure.Message);
    }

    [TestMethod]
    public void Read_of_a_file_below_a_link_is_refused()
    {
        var failure = Refusal(new HandmadeZip().Link("lib", "other").File("lib/evil", "x"));

        Assert.Contains("'lib/evil'", failure.Message);
    }

    [TestMethod]
    public void Read_of_a_file_below_a_file_is_refused()
    {
        Refusal(new HandmadeZip().File("lib", "x").File("lib/evil", "x"));
    }

    [TestMethod]
    [DataRow("10644", DisplayName = "pipe")]
    [DataRow("20644", DisplayName = "character device")]
    [DataRow("60644", DisplayName = "block device")]
    [DataRow("140644", DisplayName = "socket")]
    public void Read_of_a_special_file_is_refused(string mode)
    {
        Refusal(new HandmadeZip().UnixFile("special", "x", mode));
    }

    [TestMethod]
    [DataRow(".wh.lib")]
    [DataRow("lib/.wh..wh..opq")]
    [DataRow("a\nb")]
    public void Read_of_a_name_that_an_image_can_not_hold_fails_at_the_layer(string name)
    {
        var failure = Failure(DiagnosticCodes.InvalidEntryName, new HandmadeZip().File(name, "x").ToArray());

        Assert.AreEqual("LambdaLayer", failure.Origin?.Element);
    }

    [TestMethod]
    public void Read_of_a_name_that_is_not_utf8_fails()
    {
        Failure(DiagnosticCodes.InvalidEntryName, new HandmadeZip().Add(new("x", "x") { RawName = new byte[] { 0x63, 0xE9 } }).ToArray());
    }

    [TestMethod]
    public void Read_of_a_bomb_is_refused_before_it_is_unpacked()
    {
        var zip = new HandmadeZip();
        for (var i = 0; i < 10; i++)
        {
            zip.Add(new($"zeros{i}", "x") { ClaimedSize = 100_000_000 });
        }

        var failure = Refusal(zip);

        Assert.Contains("1 GB", failure.Message);
    }

    [TestMethod]
    public void Read_of_small_content_that_compresses_well_is_taken()
    {
        using var folder = new TemporaryFolder();
        var zip = new HandmadeZip().Add(new("zeros", new string('0', 1_000_000)) { Method = HandmadeZipEntry.Deflate });

        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));

        Assert.AreEqual(1_000_000, layer.TotalSize);
    }

    [TestMethod]
    public void Read_of_an_encrypted_entry_fails()
    {
        var failure = Corrupt(new HandmadeZip().Add(new("secret", "x") { Flags = 1 }).ToArray());

        Assert.Contains("encrypted", failure.Message);
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
    [DataRow((ushort)12, DisplayName = "bzip2")]
    [DataRow((ushort)14, DisplayName = "LZMA")]
    [DataRow((ushort)93, DisplayName = "Zstandard")]
    [DataRow((ushort)99, DisplayName = "AES")]
    public void Read_of_an_entry_packed_by_another_method_fails(ushort method)
    {
        Corrupt(new HandmadeZip().Add(new("file", "hello") { Method = method }).ToArray());
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

    private static LambdaImageException Refusal(HandmadeZip zip) => Failure(DiagnosticCodes.UnsafeZipEntry, zip.ToArray());

    private static LambdaImageException Corrupt(byte[] zip) => Failure(DiagnosticCodes.CorruptZip, zip);

    private static LambdaImageException Failure(DiagnosticDescriptor descriptor, byte[] zip)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", zip);
        return Expect.Failure(descriptor, () =>
        {
            using var layer = LayerSpecs.Read(path);
            Digests.Of(layer);
        });
    }
}
