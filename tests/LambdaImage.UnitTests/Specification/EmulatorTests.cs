using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification;

[TestClass]
public sealed class EmulatorTests
{
    [TestMethod]
    [DataRow("Auto", EmulatorMode.Auto)]
    [DataRow("Always", EmulatorMode.Always)]
    [DataRow("", EmulatorMode.Auto)]
    public void Read_with_the_emulators_file_keeps_when_and_from_where(string rie, EmulatorMode mode)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("rie", "x");

        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaRie", rie).With("LambdaRiePath", path));

        Assert.AreEqual((mode, path), (spec.Emulator?.Mode, spec.Emulator?.Path));
    }

    [TestMethod]
    [DataRow("x86_64")]
    [DataRow("arm64")]
    public void Read_with_the_emulators_folder_takes_the_one_of_the_architecture(string architecture)
    {
        using var folder = new TemporaryFolder();
        folder.Write("aws-lambda-rie-x86_64", "x");
        folder.Write("aws-lambda-rie-arm64", "x");

        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaRiePath", folder.Path).With("LambdaArchitecture", architecture));

        Assert.AreEqual(folder.At("aws-lambda-rie-" + architecture), spec.Emulator?.Path);
    }

    [TestMethod]
    [DataRow("x86_64", "mirror:5000/aws", "mirror:5000/aws/provided:al2023-x86_64")]
    [DataRow("arm64", "", "public.ecr.aws/lambda/provided:al2023-arm64")]
    public void Read_without_a_path_names_the_image_that_holds_it(string architecture, string registry, string image)
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaBaseImageRegistry", registry).With("LambdaArchitecture", architecture));

        Assert.AreEqual((null, image), (spec.Emulator?.Path, spec.Emulator?.Image.ToString()));
    }

    [TestMethod]
    public void Read_with_a_folder_that_lacks_the_architectures_emulator_fails_and_names_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("aws-lambda-rie-x86_64", "x");

        var failure = Expect.Failure(
            DiagnosticCodes.EmulatorNotFound,
            () => ImageSpecReader.Read(Inputs.Valid.With("LambdaRiePath", folder.Path).With("LambdaArchitecture", "arm64")));

        Assert.Contains("aws-lambda-rie-arm64", failure.Message);
        Assert.AreEqual("LambdaRiePath", failure.Origin?.Element);
    }

    [TestMethod]
    public void Read_with_a_path_at_which_nothing_is_fails()
    {
        Expect.Failure(DiagnosticCodes.EmulatorNotFound, () => ImageSpecReader.Read(Inputs.Valid.With("LambdaRiePath", "/nowhere/rie")));
    }

    [TestMethod]
    public void Read_that_never_wants_the_emulator_ignores_its_path()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaRie", "Never").With("LambdaRiePath", "/nowhere/rie"));

        Assert.IsNull(spec.Emulator);
    }
}
