using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Zips;

/// <summary>Links in zips whose content is not what it claims, or that lead further than their names say.</summary>
[TestClass]
public sealed class HostileZipLinkTests
{
    [TestMethod]
    public void Read_of_a_link_with_another_checksum_fails()
    {
        Corrupt(new HandmadeZip().Add(new("link", "file") { UnixMode = "120777", Checksum = 0x12345678 }));
    }

    [TestMethod]
    public void Read_of_a_link_of_another_size_fails()
    {
        Corrupt(new HandmadeZip().Add(new("link", new string('a', 10_000)) { UnixMode = "120777", ClaimedSize = 4 }));
    }

    [TestMethod]
    public void Read_of_a_link_that_leaves_the_layer_over_another_link_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", new HandmadeZip().Link("a/up", "..").Link("link", "a/up/../etc/passwd").ToArray());

        Expect.Failure(DiagnosticCodes.UnsafeZipEntry, () => LayerSpecs.Read(path).Dispose());
    }

    private static void Corrupt(HandmadeZip zip)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", zip.ToArray());
        Expect.Failure(DiagnosticCodes.CorruptZip, () => LayerSpecs.Read(path).Dispose());
    }
}
