using LambdaImage.EngineTests.Support;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class EmulatorTests(TestContext context) : EngineTest(context)
{
    private const string InImage = "/var/rapid/aws-lambda-rie";

    [TestMethod]
    public async Task Emulator_that_is_a_file_is_executable_in_the_image()
    {
        var path = Folder.Write("my-emulator", "emulator");

        var image = await BuildAsync(OneFile() with { RiePath = path });

        Assert.AreEqual(ImageFile.File("emulator", "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }

    [TestMethod]
    [DataRow("x86_64")]
    [DataRow("arm64")]
    public async Task Emulator_of_a_folder_is_the_architectures(string architecture)
    {
        Folder.Write("rie/aws-lambda-rie-x86_64", "x86_64");
        Folder.Write("rie/aws-lambda-rie-arm64", "arm64");

        var image = await BuildAsync(OneFile() with { RiePath = Folder.At("rie"), Architecture = architecture });

        var files = await Reader.ReadAsync(image.Id, "/var/rapid", CancellationToken);
        Expect.Files(new() { ["aws-lambda-rie"] = ImageFile.File(architecture, "0755") }, files);
    }

    [TestMethod]
    public async Task Emulator_that_is_a_link_is_the_file_it_leads_to()
    {
        Folder.Write("rie-1.2", "emulator");
        File.CreateSymbolicLink(Folder.At("rie"), "rie-1.2");

        var image = await BuildAsync(OneFile() with { RiePath = Folder.At("rie") });

        Assert.AreEqual(ImageFile.File("emulator", "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }
}
