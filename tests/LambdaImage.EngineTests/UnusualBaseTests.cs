using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class UnusualBaseTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Base_without_a_shell_and_with_another_user_gets_the_files()
    {
        Folder.Write("layer/file", "content");
        var inputs = WithEmulator(Function("layer"))
            .With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles(), "linux/amd64", "USER 1000:1000", "WORKDIR /home"));

        var image = await BuildAsync(inputs);

        Assert.AreEqual(ImageFile.File("content"), await Reader.ReadOneAsync(image.Id, "/opt/file", CancellationToken));
        Assert.AreEqual(ImageFile.File("program", "0755"), await Reader.ReadOneAsync(image.Id, "/var/task/Hello", CancellationToken));
        Assert.AreEqual(ImageFile.File(Emulator, "0755"), await Reader.ReadOneAsync(image.Id, "/var/rapid/aws-lambda-rie", CancellationToken));
    }

    [TestMethod]
    public async Task User_of_the_base_stays()
    {
        var name = await Images.MakeAsync(TestImages.RootFiles(), "linux/amd64", "USER 1000:1000");

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", name));

        Assert.AreEqual("1000:1000", (await InspectAsync(image.Id)).Config!.User);
    }

    [TestMethod]
    public async Task Files_of_the_base_stay()
    {
        var name = await Images.MakeAsync(TestImages.RootFiles());

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", name));

        Assert.AreEqual("base".Length, (await Reader.ReadOneAsync(image.Id, "/etc/name", CancellationToken)).Size);
    }

    [TestMethod]
    public async Task Instructions_that_the_base_left_for_its_heirs_are_obeyed()
    {
        var name = await Images.MakeAsync(TestImages.RootFiles(), "linux/amd64", "ONBUILD ENV FROM_BASE=yes");

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", name));

        CollectionAssert.Contains((await InspectAsync(image.Id)).Config!.Env!.ToList(), "FROM_BASE=yes");
    }

    [TestMethod]
    public async Task Image_of_ours_can_be_a_base()
    {
        Folder.Write("lower/lower", "1");
        Folder.Write("upper/upper", "2");
        var lower = await BuildAsync(Inputs("lower").With("LambdaImageTag", "lower"));

        var files = await BuildAndReadOptAsync(Inputs("upper").With("LambdaBaseImage", lower.Name.ToString()));

        Expect.Files(new() { ["lower"] = ImageFile.File("1"), ["upper"] = ImageFile.File("2") }, files);
    }
}
