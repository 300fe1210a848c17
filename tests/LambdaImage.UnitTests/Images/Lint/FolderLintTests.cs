using LambdaImage.Diagnostics;
using LambdaImage.Images.Lint;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Layers;

namespace LambdaImage.UnitTests.Images.Lint;

[TestClass]
public sealed class FolderLintTests
{
    [TestMethod]
    [DataRow("cafe\u0301", DisplayName = "letter and accent")]
    [DataRow("\u1112\u1161\u11ab", DisplayName = "parts of a Korean syllable")]
    public void Check_of_a_decomposed_name_warns_once_and_counts(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write($"lib/{name}/a", "x");
        folder.Write($"lib/{name}/b", "x");
        using var layer = LayerSpecs.Read(folder.Path);

        var warning = FolderLint.Check(layer).Single();

        Assert.AreEqual(DiagnosticCodes.DecomposedName, warning.Descriptor);
        Assert.Contains($"'lib/{name}' in 'common' (and 2 more)", warning.Text);
        Assert.AreEqual(layer.Spec.Origin, warning.Origin);
    }

    [TestMethod]
    [DataRow("caf\u00e9")]
    [DataRow("\ud55c")]
    [DataRow("plain")]
    [DataRow("\U0001F600")]
    public void Check_of_a_composed_name_is_nothing(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, "x");
        using var layer = LayerSpecs.Read(folder.Path);

        Assert.IsEmpty(FolderLint.Check(layer));
    }
}
