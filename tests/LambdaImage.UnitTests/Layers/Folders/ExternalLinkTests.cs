using LambdaImage.Diagnostics;
using LambdaImage.Images.Lint;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Folders;

/// <summary>Links that lead out of a folder layer, and absolute ones that only seem to.</summary>
[TestClass]
public sealed class ExternalLinkTests
{
    [TestMethod]
    [DataRow("{0}/layer/lib/file", "../lib/file", DisplayName = "a file")]
    [DataRow("{0}/layer", "..", DisplayName = "the layer")]
    [DataRow("{0}/layer/sub/other", "other", DisplayName = "nothing, beside the link")]
    [DataRow("{0}/alias/lib/file", "../lib/file", DisplayName = "a file, by another path of the layer")]
    [DataRow("../../layer/lib", "../lib", DisplayName = "a folder, out and in again")]
    public void Read_of_a_link_to_something_in_the_layer_by_a_path_of_the_host_makes_it_relative(string target, string expected)
    {
        using var folder = Scene(target);

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual(expected, layer.Entry("sub/link").LinkTarget);
        Assert.IsEmpty(layer.ExternalLinks);
    }

    [TestMethod]
    public void Read_of_a_layer_given_by_a_link_knows_what_is_in_it()
    {
        using var folder = Scene("{0}/layer/lib/file");

        using var layer = LayerSpecs.Read(folder.At("alias"));

        Assert.AreEqual("../lib/file", layer.Entry("sub/link").LinkTarget);
    }

    [TestMethod]
    public void Check_of_a_layer_with_a_link_out_of_it_names_link_and_target()
    {
        using var folder = Scene("{0}/secret");
        using var layer = LayerSpecs.Read(folder.At("layer"));

        var warning = FolderLint.Check(layer).Single();

        Assert.AreEqual(DiagnosticCodes.ExternalLink, warning.Descriptor);
        Assert.Contains("'sub/link'", warning.Text);
        Assert.Contains($"'{folder.At("secret")}'", warning.Text);
        Assert.AreEqual(layer.Spec.Origin, warning.Origin);
    }

    [TestMethod]
    public void Check_of_a_layer_with_many_links_out_of_it_names_twenty_and_counts_the_others()
    {
        using var folder = Scene("{0}/secret");
        Shell.Run(folder.Path, "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do ln -s ../secret layer/$i; done");
        using var layer = LayerSpecs.Read(folder.At("layer"));

        var warnings = FolderLint.Check(layer).ToList();

        Assert.HasCount(21, warnings);
        Assert.StartsWith("2 more links", warnings[^1].Text);
    }

    [TestMethod]
    public void Check_of_a_layer_that_allows_links_out_of_it_is_nothing()
    {
        using var folder = Scene("{0}/secret");
        using var layer = LayerSpecs.Read(LayerSpecs.Layer(folder.At("layer")) with { ExternalLinks = ExternalLinks.Allow });

        Assert.IsEmpty(FolderLint.Check(layer));
        Assert.AreEqual(EntryKind.File, layer.Entry("sub/link").Kind);
    }

    [TestMethod]
    public void Check_of_the_function_with_a_link_out_of_it_is_nothing()
    {
        using var folder = Scene("{0}/secret");
        using var layer = LayerSpecs.Read(LayerSpecs.Layer(folder.At("layer")) with { Kind = LayerKind.Function });

        Assert.IsEmpty(FolderLint.Check(layer));
    }

    [TestMethod]
    public void Read_of_a_layer_that_refuses_links_out_of_it_fails_and_names_link_and_target()
    {
        using var folder = Scene("{0}/secret");
        var spec = LayerSpecs.Layer(folder.At("layer")) with { ExternalLinks = ExternalLinks.Refuse };

        var failure = Expect.Failure(DiagnosticCodes.EscapingLink, () => LayerSpecs.Read(spec));

        Assert.Contains(folder.At("layer/sub/link"), failure.Message);
        Assert.Contains(folder.At("secret"), failure.Message);
        Assert.AreEqual(spec.Origin, failure.Origin);
    }

    [TestMethod]
    public void Read_of_a_layer_that_refuses_links_out_of_it_keeps_the_others()
    {
        using var folder = Scene("../lib");

        using var layer = LayerSpecs.Read(LayerSpecs.Layer(folder.At("layer")) with { ExternalLinks = ExternalLinks.Refuse });

        Assert.AreEqual("../lib", layer.Entry("sub/link").LinkTarget);
    }

    [TestMethod]
    public void Read_of_links_that_fan_out_ends_with_an_error()
    {
        using var folder = new TemporaryFolder();

        // Each level holds four links to the next one: 4^20 files, in 20 folders.
        Shell.Run(folder.Path, "for i in $(seq 0 19); do mkdir -p $i; for j in 1 2 3 4; do ln -s ../$((i + 1)) $i/$j; done; done; mkdir 20; printf x >20/file");

        var failure = Expect.Failure(DiagnosticCodes.TooManyLinkedFiles, () => LayerSpecs.Read(folder.At("0")));

        Assert.Contains("100000", failure.Message);
    }

    // The layer holds lib/file and sub/link; beside it are a secret, and another path of the layer.
    private static TemporaryFolder Scene(string target)
    {
        var folder = new TemporaryFolder();
        folder.Write("secret", "password");
        folder.Write("layer/lib/file", "x");
        folder.Write("layer/sub/other/file", "x");
        Directory.CreateSymbolicLink(folder.At("alias"), "layer");
        File.CreateSymbolicLink(
            folder.At("layer/sub/link"), string.Format(System.Globalization.CultureInfo.InvariantCulture, target, folder.Path));
        return folder;
    }
}
