using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Layers.Folders;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Folders;

[TestClass]
public sealed class DesktopFilesTests
{
    [TestMethod]
    [DataRow(".DS_Store")]
    [DataRow("bin/.DS_Store")]
    [DataRow("._tool")]
    [DataRow("bin/._tool")]
    [DataRow("Thumbs.db")]
    [DataRow("__MACOSX/._tool")]
    [DataRow("__MACOSX/bin/tool")]
    [DataRow("bin/__MACOSX/tool")]
    public void AreLeftOut_of_a_file_that_a_desktop_wrote_is_true(string path)
    {
        Assert.IsTrue(DesktopFiles.AreLeftOut(LayerSpecs.Layer("/layer"), path, EntryKind.File));
    }

    [TestMethod]
    [DataRow("DS_Store", (int)EntryKind.File)]
    [DataRow(".ds_store", (int)EntryKind.File)]
    [DataRow(".DS_Store.txt", (int)EntryKind.File)]
    [DataRow("a._b", (int)EntryKind.File)]
    [DataRow("thumbs.db", (int)EntryKind.File)]
    [DataRow("__MACOSX", (int)EntryKind.File)]
    [DataRow("a__MACOSX/tool", (int)EntryKind.File)]
    [DataRow(".DS_Store/tool", (int)EntryKind.File)]
    [DataRow("._folder", (int)EntryKind.Directory)]
    [DataRow("._link", (int)EntryKind.SymbolicLink)]
    [DataRow("._folder/tool", (int)EntryKind.File)]
    public void AreLeftOut_of_a_name_that_only_looks_alike_is_false(string path, int kind)
    {
        Assert.IsFalse(DesktopFiles.AreLeftOut(LayerSpecs.Layer("/layer"), path, (EntryKind)kind));
    }

    [TestMethod]
    public void AreLeftOut_of_a_layer_that_keeps_them_is_false()
    {
        Assert.IsFalse(DesktopFiles.AreLeftOut(LayerSpecs.Layer("/layer") with { KeepDesktopFiles = true }, ".DS_Store", EntryKind.File));
    }

    [TestMethod]
    public void AreLeftOut_of_the_function_is_false()
    {
        Assert.IsFalse(DesktopFiles.AreLeftOut(LayerSpecs.Layer("/publish") with { Kind = LayerKind.Function }, ".DS_Store", EntryKind.File));
    }

    [TestMethod]
    public void Read_of_a_folder_leaves_them_out_and_counts_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("bin/tool", "x");
        folder.Write("bin/._tool", "x");
        folder.Write(".DS_Store", "x");
        folder.Write("__MACOSX/a/b", "x");

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual(". bin bin/tool", string.Join(' ', layer.Entries.Select(entry => entry.Path)));
        Assert.AreEqual(3, layer.DesktopFilesLeftOut);
    }

    [TestMethod]
    public void Read_of_a_folder_that_keeps_them_has_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("__MACOSX/._tool", "x");

        using var layer = LayerSpecs.Read(LayerSpecs.Layer(folder.Path) with { KeepDesktopFiles = true });

        Assert.AreEqual(". __MACOSX __MACOSX/._tool", string.Join(' ', layer.Entries.Select(entry => entry.Path)));
        Assert.AreEqual(0, layer.DesktopFilesLeftOut);
    }

    [TestMethod]
    public void Read_of_a_folder_with_nothing_else_fails_as_an_empty_one()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".DS_Store", "x");

        Expect.Failure(DiagnosticCodes.LayerEmpty, () => LayerSpecs.Read(folder.Path));
    }
}
