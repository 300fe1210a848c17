using System.Formats.Tar;
using LambdaImage.EngineTests.Support;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>Bases that have links where layers go: the links stay, and the files are where they lead.</summary>
[TestClass]
public sealed class LinkedFolderTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    [DataRow(BuildStrategy.Load)]
    [DataRow(BuildStrategy.Dockerfile)]
    public async Task Link_of_the_base_stays_and_is_followed(BuildStrategy strategy)
    {
        Folder.Write("layer/file", "content");
        var inputs = Function("layer").With("LambdaBaseImage", await MakeBaseAsync()).With("LambdaImageStrategy", strategy.ToString());

        var image = await BuildAsync(inputs);
        var again = await BuildAsync(inputs);

        Assert.IsTrue(again.Skipped);
        Assert.AreEqual("../srv/task", (await Reader.ReadOneAsync(image.Id, "/var/task", CancellationToken)).Link);
        await AssertLinkedAsync(image.Id);
        Assert.AreEqual(ImageFile.File("content"), await Reader.ReadOneAsync(image.Id, "/usr/local/opt/file", CancellationToken));
        Assert.AreEqual("base".Length, (await Reader.ReadOneAsync(image.Id, "/usr/local/opt/kept", CancellationToken)).Size);
        Assert.AreEqual(ImageFile.File("program", "0755"), await Reader.ReadOneAsync(image.Id, "/srv/task/Hello", CancellationToken));
    }

    [TestMethod]
    public async Task Base_that_is_looked_into_leaves_no_container_and_no_volume()
    {
        var inputs = OneFile().With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles(), "linux/amd64", "VOLUME [\"/data\"]"));
        var before = await EngineState.ReadAsync(Docker);
        var volumes = await VolumesAsync();

        await BuildAsync(inputs);

        var after = await EngineState.ReadAsync(Docker);
        Assert.AreEqual(string.Join('\n', before.Containers), string.Join('\n', after.Containers));
        Assert.AreEqual(volumes, await VolumesAsync());
    }

    private Task<string> MakeBaseAsync() => Images.MakeAsync(TestImages.RootFiles(
        Directory("usr/"),
        Directory("usr/local/"),
        Directory("usr/local/opt/"),
        new UstarTarEntry(TarEntryType.RegularFile, "usr/local/opt/kept") { DataStream = new MemoryStream("base"u8.ToArray()) },
        Directory("srv/"),
        Directory("srv/task/"),
        Directory("var/"),
        new UstarTarEntry(TarEntryType.SymbolicLink, "opt") { LinkName = "/usr/local/opt" },
        new UstarTarEntry(TarEntryType.SymbolicLink, "var/task") { LinkName = "../srv/task" }));

    private static UstarTarEntry Directory(string name) => new(TarEntryType.Directory, name) { Mode = (UnixFileMode)0b111_101_101 };

    // Of a path that is a link, Docker gives the link, and Podman what it leads to.
    private async Task AssertLinkedAsync(string image)
    {
        var opt = await Reader.ReadAsync(image, "/opt", CancellationToken);
        Assert.IsTrue(opt.ContainsKey("kept") || opt["."].Link == "/usr/local/opt", string.Join(' ', opt.Keys));
    }

    private async Task<string> VolumesAsync() =>
        string.Join('\n', ((await Docker.Volumes.ListAsync(CancellationToken)).Volumes ?? []).Select(volume => volume.Name).Order(StringComparer.Ordinal));
}
