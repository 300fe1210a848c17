using LambdaImage.Diagnostics;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.Layers.Zips;

/// <summary>Zips that would write outside the layer, hide one file behind another, or fill the memory.</summary>
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
    [DataRow(@"c:\lib/evil")]
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
    [DataRow("lib/tool", "lib//tool", DisplayName = "empty part")]
    [DataRow("lib/tool", @"lib\tool", DisplayName = "backslash")]
    [DataRow("lib/tool", "./lib/tool", DisplayName = "dot")]
    [DataRow("lib/tool/", "lib/tool", DisplayName = "folder and file")]
    [DataRow("lib/tool", "lib/tool/", DisplayName = "file and folder")]
    public void Read_of_two_entries_for_one_file_fails_and_names_it(string first, string second)
    {
        var content = first.EndsWith('/') ? string.Empty : "x";
        var zip = new HandmadeZip().File(first, content).File(second, second.EndsWith('/') ? string.Empty : "x");

        var failure = Failure(DiagnosticCodes.NamedTwice, zip.ToArray());

        Assert.Contains($"'{second}'", failure.Message);
    }

    [TestMethod]
    public void Read_of_a_file_and_a_link_of_the_same_name_fails()
    {
        Failure(DiagnosticCodes.NamedTwice, new HandmadeZip().File("lib", "x").Link("lib", "y").ToArray());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(".")]
    [DataRow("./.")]
    public void Read_of_a_file_without_a_name_is_refused(string name)
    {
        Refusal(new HandmadeZip().File(name, "x"));
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
    public void Read_of_files_in_folders_that_become_far_more_than_the_zip_is_refused()
    {
        var zip = new HandmadeZip();
        for (var i = 0; i < 60; i++)
        {
            zip.File($"{i}/{string.Concat(Enumerable.Repeat("a/", 2_040))}", string.Empty);
        }

        var failure = Refusal(zip);

        Assert.Contains("folders", failure.Message);
    }

    [TestMethod]
    public void Read_of_small_content_that_compresses_well_is_taken()
    {
        using var folder = new TemporaryFolder();
        var zip = new HandmadeZip().Add(new("zeros", new string('0', 1_000_000)) { Method = HandmadeZipEntry.Deflate });

        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));

        Assert.AreEqual(1_000_000, layer.TotalSize);
    }

    private static LambdaImageException Refusal(HandmadeZip zip) => Failure(DiagnosticCodes.UnsafeZipEntry, zip.ToArray());

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
