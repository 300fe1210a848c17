using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.Layers;

[TestClass]
public sealed class FileOnDiskTests
{
    [TestMethod]
    public void Open_of_a_file_that_the_host_does_not_open_fails_at_the_layer_and_names_the_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("locked", "x");
        var files = new CountedFiles { Failure = new UnauthorizedAccessException("Permission denied.") };
        using var layer = LayerReader.Read(LayerSpecs.Layer(folder.Path), files, cache: null, CancellationToken.None);

        var failure = Expect.Failure(DiagnosticCodes.UnreadableFile, () => Digests.Of(layer));

        Assert.Contains(folder.At("locked"), failure.Message);
        Assert.Contains("Permission denied.", failure.Message);
        Assert.AreEqual("LambdaLayer", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("rm file && mkfifo file", DisplayName = "pipe")]
    [DataRow("rm file && mknod file c 1 5", DisplayName = "device that never ends")]
    [DataRow("printf HELLO >new && touch -r file new && mv new file", DisplayName = "another file")]
    [DataRow("rm file", DisplayName = "nothing")]
    [Timeout(20_000)]
    public void Open_of_a_file_that_something_takes_the_place_of_just_before_fails(string change)
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "hello");
        var files = new CountedFiles { BeforeOpen = _ => Shell.Run(folder.Path, change) };
        using var layer = LayerReader.Read(LayerSpecs.Layer(folder.Path), files, cache: null, CancellationToken.None);

        Expect.Failure(DiagnosticCodes.FileChanged, () => Digests.Of(layer));
    }
}
