using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Images;

[TestClass]
public sealed class ImagePlannerTests
{
    [TestMethod]
    public void Read_of_layers_keeps_their_order()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b/one", "x");
        folder.Write("a/two", "x");

        using var plan = ImagePlanner.Read(Plans.WithLayers(folder.At("b"), folder.At("a")), CancellationToken.None);

        Assert.AreEqual("one two", string.Join(' ', plan.Layers.Select(layer => layer.Entries[1].Path)));
    }

    [TestMethod]
    public void Read_with_one_bad_layer_lets_go_of_the_zips_before_it()
    {
        using var folder = new TemporaryFolder();
        var zip = folder.Write("layer.zip", new HandmadeZip().File("a", "x").ToArray());

        Expect.Failure(
            DiagnosticCodes.LayerNotFound,
            () => ImagePlanner.Read(Plans.WithLayers(zip, folder.At("missing")), CancellationToken.None));

        // Opening it alone fails while anyone else has it open.
        using var owner = new FileStream(zip, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.IsTrue(owner.CanWrite);
    }
}
