using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Layers.Folders;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.UnitTests.Layers;

/// <summary>Junctions and links of a layer on Windows; the layer is <c>C:\app\layer</c>.</summary>
[TestClass]
public sealed class WindowsLinkTests
{
    [TestMethod]
    [DataRow(@"C:\app\layer\node_modules\.pnpm\a", ".pnpm/a", DisplayName = "junction of pnpm")]
    [DataRow(@"c:\APP\Layer\node_modules\.pnpm\a", ".pnpm/a", DisplayName = "in another case")]
    [DataRow(@"C:\app\layer\lib", "../lib", DisplayName = "in another folder")]
    [DataRow(@"C:\app\layer", "..", DisplayName = "to the layer itself")]
    [DataRow(@"C:\app\layer\node_modules", ".", DisplayName = "to its own folder")]
    [DataRow(@"C:\app\layer\node_modules\missing", "missing", DisplayName = "to nothing in the layer")]
    [DataRow(@"C:\other\here\lib", "../lib", DisplayName = "over a junction elsewhere")]
    [DataRow(@".pnpm\a", ".pnpm/a", DisplayName = "relative")]
    [DataRow(@"..\lib", "../lib", DisplayName = "relative, up")]
    [DataRow(@"\opt\lib", "/opt/lib", DisplayName = "a path of the image")]
    public void Read_of_a_link_to_something_in_the_layer_makes_it_relative(string target, string expected)
    {
        var disk = Disk().Link(@"C:\app\layer\node_modules\a", target);

        using var layer = Read(disk);

        Assert.AreEqual(expected, layer.Entry("node_modules/a").LinkTarget);
        Assert.IsEmpty(layer.ExternalLinks);
    }

    [TestMethod]
    [DataRow(@"C:\store\a")]
    [DataRow(@"D:\store\a")]
    [DataRow(@"\store\a")]
    [DataRow(@"..\..\..\store\a")]
    [DataRow(@"C:\app\layers\a", DisplayName = "a folder whose name starts alike")]
    public void Read_of_a_junction_out_of_the_layer_copies_what_it_leads_to(string target)
    {
        var disk = Disk().File(@"C:\store\a\x").File(@"D:\store\a\x").File(@"C:\app\layers\a\x").Link(@"C:\app\layer\node_modules\a", target);

        using var layer = Read(disk);

        Assert.AreEqual(EntryKind.File, layer.Entry("node_modules/a/x").Kind);
        Assert.AreEqual("node_modules/a", layer.ExternalLinks.Single().Path);
    }

    [TestMethod]
    [DataRow(@"C:\store\missing")]
    [DataRow(@"C:missing")]
    [DataRow(@"\\server\share\missing")]
    public void Read_of_a_dangling_junction_out_of_the_layer_fails_and_names_it(string target)
    {
        var disk = Disk().Link(@"C:\app\layer\node_modules\a", target);

        var failure = Expect.Failure(DiagnosticCodes.EscapingLink, () => Read(disk));

        Assert.Contains(@"C:\app\layer\node_modules\a", failure.Message);
    }

    // Links, like those of any host, keep what they hold when that is relative; a root of the drive is where the layer's is.
    private static WindowsDisk Disk() => new WindowsDisk()
        .File(@"C:\app\layer\lib\file")
        .File(@"C:\app\layer\node_modules\.pnpm\a\index.js")
        .Link(@"C:\other\here", @"C:\app\layer");

    private static LayerContents Read(WindowsDisk disk) => new FolderLayerReader(
        new LayerSpec { Kind = LayerKind.Layer, Name = "layer", Source = new FolderSource(@"C:\app\layer\") },
        disk,
        cache: null,
        CancellationToken.None).Read(@"C:\app\layer\");
}
