using LambdaImage.Diagnostics;
using LambdaImage.Layers.Folders;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers;

/// <summary>Symbolic links of folder layers: those that stay in the layer stay links, those that leave it become what they lead to.</summary>
[TestClass]
public sealed class FolderLinkTests
{
    [TestMethod]
    [DataRow("lib/file", DisplayName = "to a file")]
    [DataRow("lib", DisplayName = "to a folder")]
    [DataRow("lib/../lib/./file", DisplayName = "by a detour")]
    [DataRow("/opt/lib/file", DisplayName = "by its place in the image")]
    [DataRow("missing", DisplayName = "to nothing")]
    public void Read_of_a_link_inside_the_layer_keeps_it(string target)
    {
        using var folder = new TemporaryFolder();
        folder.Write("lib/file", "x");
        File.CreateSymbolicLink(folder.At("link"), target);

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual($"d 755 .\nd 755 lib\nf 644 lib/file\nl link -> {target}", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_a_link_out_to_a_file_puts_the_file_in_its_place()
    {
        using var folder = new TemporaryFolder();
        folder.Write("outside", "hello");
        folder.Write("layer/a", "x");
        File.CreateSymbolicLink(folder.At("layer/link"), "../outside");

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual("d 755 .\nf 644 a\nf 644 link", LayerSpecs.Describe(layer));
        Assert.AreEqual(5, layer.Entry("link").Size);
    }

    [TestMethod]
    public void Read_of_a_link_out_to_a_folder_puts_the_folder_in_its_place()
    {
        using var folder = new TemporaryFolder();
        folder.Write("outside/sub/file", "hello");
        Directory.CreateDirectory(folder.At("layer"));
        Directory.CreateSymbolicLink(folder.At("layer/link"), folder.At("outside"));

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual("d 755 .\nd 755 link\nd 755 link/sub\nf 644 link/sub/file", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_a_chain_of_links_out_puts_its_end_in_its_place()
    {
        using var folder = new TemporaryFolder();
        folder.Write("outside", "hello");
        File.CreateSymbolicLink(folder.At("middle"), "outside");
        Directory.CreateDirectory(folder.At("layer"));
        File.CreateSymbolicLink(folder.At("layer/link"), folder.At("middle"));

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual("d 755 .\nf 644 link", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_one_dangling_link_keeps_the_other_links()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "x");
        File.CreateSymbolicLink(folder.At("dangling"), "missing");
        File.CreateSymbolicLink(folder.At("good"), "file");

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual("d 755 .\nl dangling -> missing\nf 644 file\nl good -> file", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    [DataRow("../missing")]
    [DataRow("/nowhere/missing")]
    public void Read_of_a_link_out_to_nothing_fails_and_names_the_link(string target)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("layer"));
        File.CreateSymbolicLink(folder.At("layer/link"), target);

        var failure = Expect.Failure(DiagnosticCodes.EscapingLink, () => LayerSpecs.Read(folder.At("layer")));

        Assert.Contains(folder.At("layer/link"), failure.Message);
        Assert.Contains(target, failure.Message);
        Assert.AreEqual("LambdaLayer", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("..", DisplayName = "to the parent")]
    [DataRow("../other", DisplayName = "to a folder that holds a link back")]
    public void Read_of_a_link_that_leads_back_fails_and_names_the_link(string target)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("layer"));
        Directory.CreateDirectory(folder.At("other"));
        Directory.CreateSymbolicLink(folder.At("other/back"), folder.At("layer"));
        Directory.CreateSymbolicLink(folder.At("layer/link"), target);

        var failure = Expect.Failure(DiagnosticCodes.EscapingLink, () => LayerSpecs.Read(folder.At("layer")));

        Assert.Contains("link", failure.Message);
    }

    [TestMethod]
    public void Read_of_two_links_out_to_one_folder_takes_it_twice()
    {
        using var folder = new TemporaryFolder();
        folder.Write("outside/file", "x");
        Directory.CreateDirectory(folder.At("layer"));
        Directory.CreateSymbolicLink(folder.At("layer/a"), "../outside");
        Directory.CreateSymbolicLink(folder.At("layer/b"), "../outside");

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual("d 755 .\nd 755 a\nf 644 a/file\nd 755 b\nf 644 b/file", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    [DataRow("/dev/null", "/dev/null", DisplayName = "device")]
    [DataRow("../pipe", "{0}/pipe", DisplayName = "pipe")]
    [Timeout(20_000)]
    public void Read_of_a_link_out_to_what_is_no_file_fails_and_names_link_and_target(string target, string named)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("layer"));
        Shell.Run(folder.Path, $"mkfifo pipe && ln -s {target} layer/link");

        var failure = Expect.Failure(DiagnosticCodes.UnsupportedLayer, () => LayerSpecs.Read(folder.At("layer")));

        Assert.Contains(folder.At("layer/link"), failure.Message);
        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, named, folder.Path), failure.Message);
    }

    [TestMethod]
    public void Read_of_a_link_beside_one_that_leads_out_to_a_folder_keeps_links_inside_that_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("outside/file", "x");
        File.CreateSymbolicLink(folder.At("outside/inner"), "file");
        Directory.CreateDirectory(folder.At("layer"));
        Directory.CreateSymbolicLink(folder.At("layer/link"), "../outside");

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual("d 755 .\nd 755 link\nf 644 link/file\nl link/inner -> file", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_a_link_out_of_a_folder_taken_from_elsewhere_puts_the_file_in_its_place()
    {
        using var folder = new TemporaryFolder();
        folder.Write("sibling", "hello");
        folder.Write("outside/file", "x");
        File.CreateSymbolicLink(folder.At("outside/up"), "../sibling");
        Directory.CreateDirectory(folder.At("layer"));
        Directory.CreateSymbolicLink(folder.At("layer/link"), "../outside");

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual("d 755 .\nd 755 link\nf 644 link/file\nf 644 link/up", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_a_link_inside_the_layer_whose_target_is_not_utf8_fails()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", "x");
        Shell.Run(folder.Path, "ln -s \"$(printf 'caf\\351')\" link");

        Expect.Failure(DiagnosticCodes.InvalidEntryName, () => LayerSpecs.Read(folder.Path));
    }

    [TestMethod]
    public void Read_of_links_that_lead_to_each_other_outside_fails_and_names_the_link()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.At("a"), folder.At("b"));
        File.CreateSymbolicLink(folder.At("b"), folder.At("a"));
        Directory.CreateDirectory(folder.At("layer"));
        File.CreateSymbolicLink(folder.At("layer/link"), folder.At("a"));

        var failure = Expect.Failure(DiagnosticCodes.EscapingLink, () => LayerSpecs.Read(folder.At("layer")));

        Assert.Contains("link", failure.Message);
    }

    [TestMethod]
    public void Read_of_a_link_that_leaves_the_layer_over_another_link_puts_the_file_in_its_place()
    {
        using var folder = new TemporaryFolder();
        folder.Write("outside", "hello");
        folder.Write("layer/a/file", "x");
        Directory.CreateSymbolicLink(folder.At("layer/a/up"), "..");
        File.CreateSymbolicLink(folder.At("layer/link"), "a/up/../outside");

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual(5, layer.Entry("link").Size);
        Assert.AreEqual(new ExternalLink("link", folder.At("outside")), layer.ExternalLinks.Single());
    }
}
