using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers;

[TestClass]
public sealed class LayerReaderTests
{
    [TestMethod]
    [DataRow("/nowhere/layer")]
    [DataRow("")]
    [DataRow("a\0b")]
    public void Read_of_a_layer_that_is_not_there_fails_at_it(string source)
    {
        var failure = Expect.Failure(DiagnosticCodes.LayerNotFound, () => LayerSpecs.Read(source));

        Assert.AreEqual("LambdaLayer", failure.Origin?.Element);
    }

    [TestMethod]
    public void Read_of_a_path_too_long_for_the_system_fails()
    {
        Expect.Failure(DiagnosticCodes.LayerNotFound, () => LayerSpecs.Read("/" + new string('a', 10_000)));
    }

    [TestMethod]
    [DataRow("layer.tar", "ustar")]
    [DataRow("layer", "text")]
    [DataRow("layer", "")]
    [DataRow("layer.dll", "MZ")]
    public void Read_of_a_file_that_is_no_zip_fails(string name, string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(name, content);

        Expect.Failure(DiagnosticCodes.UnsupportedLayer, () => LayerSpecs.Read(path));
    }

    [TestMethod]
    [DataRow("layer.zip", "")]
    [DataRow("layer.zip", "PK")]
    [DataRow("layer.ZIP", "<html>404</html>")]
    public void Read_of_a_file_that_is_called_zip_and_is_none_fails_as_corrupt(string name, string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(name, content);

        Expect.Failure(DiagnosticCodes.CorruptZip, () => LayerSpecs.Read(path));
    }

    [TestMethod]
    public void Read_of_the_emulator_is_one_executable_whatever_it_was()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("aws-lambda-rie-x86_64", "x", UnixFileMode.UserRead);

        using var layer = LayerSpecs.Read(new LayerSpec { Kind = LayerKind.Emulator, Name = "rie", Source = new FileSource(path, "aws-lambda-rie") });

        Assert.AreEqual("d 755 .\nf 755 aws-lambda-rie", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_the_bootstrap_is_one_link()
    {
        using var layer = LayerSpecs.Read(new LayerSpec { Kind = LayerKind.Bootstrap, Name = "bootstrap", Source = new LinkSource("/var/task/Hello", "bootstrap") });

        Assert.AreEqual("d 755 .\nl bootstrap -> /var/task/Hello", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void FileCount_and_TotalSize_count_files_only()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lib/a", "12345");
        folder.Write("b", "123");
        File.CreateSymbolicLink(folder.At("link"), "b");

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual((2, 8L), (layer.FileCount, layer.TotalSize));
    }

    [TestMethod]
    [DataRow(LayerKind.Layer)]
    [DataRow(LayerKind.Emulator)]
    [Timeout(20_000)]
    public void Read_of_a_pipe_fails_and_does_not_wait_for_its_writer(LayerKind kind)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "mkfifo pipe");
        LayerSource source = kind == LayerKind.Emulator ? new FileSource(folder.At("pipe"), "aws-lambda-rie") : new ZipSource(folder.At("pipe"));

        Expect.Failure(DiagnosticCodes.UnsupportedLayer, () => LayerSpecs.Read(LayerSpecs.Layer(folder.At("pipe")) with { Kind = kind, Source = source }));
    }
}
