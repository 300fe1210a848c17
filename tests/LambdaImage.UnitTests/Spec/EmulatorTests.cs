using LambdaImage.Diagnostics;
using LambdaImage.Spec;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Spec;

[TestClass]
public sealed class EmulatorTests
{
    [TestMethod]
    [DataRow("Auto")]
    [DataRow("Always")]
    public void Read_with_the_emulators_file_puts_it_first(string rie)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("rie", "x");

        var spec = ImageSpecReader.Read(Inputs.Valid with { Rie = rie, RiePath = path, Layers = [Inputs.Layer()] });

        Assert.AreEqual((LayerKind.Emulator, path, "/var/rapid"), (spec.Layers[0].Kind, spec.Layers[0].Source, spec.Layers[0].Destination));
    }

    [TestMethod]
    [DataRow("x86_64")]
    [DataRow("arm64")]
    public void Read_with_the_emulators_folder_takes_the_one_of_the_architecture(string architecture)
    {
        using var folder = new TemporaryFolder();
        folder.Write("aws-lambda-rie-x86_64", "x");
        folder.Write("aws-lambda-rie-arm64", "x");

        var spec = ImageSpecReader.Read(Inputs.Valid with { RiePath = folder.Path, Architecture = architecture });

        Assert.AreEqual(folder.At("aws-lambda-rie-" + architecture), spec.Layers[0].Source);
    }

    [TestMethod]
    public void Read_with_a_folder_that_lacks_the_architectures_emulator_fails_and_names_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("aws-lambda-rie-x86_64", "x");

        var failure = Expect.Failure(
            DiagnosticCodes.EmulatorNotFound,
            () => ImageSpecReader.Read(Inputs.Valid with { RiePath = folder.Path, Architecture = "arm64" }));

        Assert.Contains("aws-lambda-rie-arm64", failure.Message);
        Assert.AreEqual("LambdaRiePath", failure.Origin?.Element);
    }

    [TestMethod]
    public void Read_with_a_path_at_which_nothing_is_fails()
    {
        Expect.Failure(DiagnosticCodes.EmulatorNotFound, () => ImageSpecReader.Read(Inputs.Valid with { RiePath = "/nowhere/rie" }));
    }

    [TestMethod]
    public void Read_that_always_wants_the_emulator_and_has_no_path_fails()
    {
        Expect.Failure(DiagnosticCodes.EmulatorNotFound, () => ImageSpecReader.Read(Inputs.Valid with { Rie = "Always" }));
    }

    [TestMethod]
    public void Read_that_never_wants_the_emulator_ignores_its_path()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid with { Rie = "Never", RiePath = "/nowhere/rie" });

        Assert.IsEmpty(spec.Layers);
    }
}
