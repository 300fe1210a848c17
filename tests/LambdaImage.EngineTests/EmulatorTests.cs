using System.Formats.Tar;
using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class EmulatorTests(TestContext context) : EngineTest(context)
{
    private static readonly byte[] WithVar = TestImages.RootFiles(new UstarTarEntry(TarEntryType.Directory, "var/") { Mode = (UnixFileMode)0b111_101_101 });

    private const string InImage = "/var/rapid/aws-lambda-rie";

    [TestMethod]
    public async Task Emulator_that_is_a_file_is_executable_in_the_image()
    {
        var image = await BuildAsync(WithEmulator(OneFile()));

        Assert.AreEqual(ImageFile.File(Emulator, "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }

    [TestMethod]
    [DataRow("x86_64")]
    [DataRow("arm64")]
    public async Task Emulator_of_a_folder_is_the_architectures(string architecture)
    {
        Folder.Write("rie/aws-lambda-rie-x86_64", ElfFile.For("x86_64"));
        Folder.Write("rie/aws-lambda-rie-arm64", ElfFile.For("arm64"));

        var image = await BuildAsync(OneFile().With("LambdaRie", "Always").With("LambdaRiePath", Folder.At("rie")).With("LambdaArchitecture", architecture));

        var files = await Reader.ReadAsync(image.Id, "/var/rapid", CancellationToken);
        Assert.AreEqual(ImageFile.File(ElfFile.For(architecture), "0755"), files["aws-lambda-rie"]);
    }

    [TestMethod]
    public async Task Emulator_that_is_a_link_is_the_file_it_leads_to()
    {
        Folder.Write("rie-1.2", Emulator);
        File.CreateSymbolicLink(Folder.At("link"), "rie-1.2");

        var image = await BuildAsync(OneFile().With("LambdaRie", "Always").With("LambdaRiePath", Folder.At("link")));

        Assert.AreEqual(ImageFile.File(Emulator, "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }

    [TestMethod]
    public async Task Auto_with_a_path_and_a_base_without_one_adds_that_of_the_path()
    {
        var inputs = WithEmulator(OneFile()).With("LambdaRie", "Auto").With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles()));

        var image = await BuildAsync(inputs);

        Assert.AreEqual(ImageFile.File(Emulator, "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }

    [TestMethod]
    public async Task Auto_on_a_base_that_starts_one_adds_none()
    {
        var image = await BuildAsync(WithEmulator(OneFile()).With("LambdaRie", "Auto"));

        Assert.DoesNotContain("rapid", await NamesInVarAsync(image.Id));
    }

    [TestMethod]
    public async Task Auto_on_a_base_whose_entrypoint_is_one_adds_none()
    {
        var name = await Images.MakeAsync(WithVar, "linux/amd64", "ENTRYPOINT [\"/usr/bin/aws-lambda-rie\", \"/main\"]");

        var image = await BuildAsync(WithEmulator(OneFile()).With("LambdaRie", "Auto").With("LambdaBaseImage", name));

        Assert.DoesNotContain("rapid", await NamesInVarAsync(image.Id));
    }

    [TestMethod]
    public async Task Always_on_a_base_that_starts_one_adds_it()
    {
        var image = await BuildAsync(WithEmulator(OneFile()));

        Assert.Contains("rapid", await NamesInVarAsync(image.Id));
    }

    [TestMethod]
    public async Task Never_on_a_base_without_one_adds_none()
    {
        var name = await Images.MakeAsync(WithVar, "linux/amd64");

        var image = await BuildAsync(WithEmulator(OneFile()).With("LambdaRie", "Never").With("LambdaBaseImage", name));

        Assert.DoesNotContain("rapid", await NamesInVarAsync(image.Id));
    }

    [TestMethod]
    public async Task Emulator_that_is_no_program_is_refused()
    {
        var inputs = OneFile().With("LambdaRie", "Always").With("LambdaRiePath", Folder.Write("rie", "#!/bin/sh\nexec emulator\n"));

        var failure = await FailAsync(inputs);

        Assert.AreEqual("LAMBDAIMAGE2022", failure.Descriptor.Code);
        Assert.AreEqual("LambdaRiePath", failure.Origin?.Element);
    }

    [TestMethod]
    public async Task Emulator_that_is_empty_is_refused()
    {
        var failure = await FailAsync(OneFile().With("LambdaRie", "Always").With("LambdaRiePath", Folder.Write("rie", string.Empty)));

        Assert.AreEqual("LAMBDAIMAGE2022", failure.Descriptor.Code);
    }

    [TestMethod]
    [DataRow("x86_64", "arm64")]
    [DataRow("arm64", "x86_64")]
    public async Task Emulator_for_another_machine_is_refused(string architecture, string other)
    {
        var inputs = OneFile().With("LambdaRie", "Always").With("LambdaRiePath", Folder.Write("rie", ElfFile.For(other))).With("LambdaArchitecture", architecture);

        var failure = await FailAsync(inputs);

        Assert.AreEqual("LAMBDAIMAGE2022", failure.Descriptor.Code);
        Assert.Contains(architecture, failure.Message);
    }

    private async Task<IEnumerable<string>> NamesInVarAsync(string image) =>
        (await Reader.ReadAsync(image, "/var", CancellationToken)).Keys.Where(name => !name.Contains('/', StringComparison.Ordinal));
}
