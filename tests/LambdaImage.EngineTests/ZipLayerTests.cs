using System.IO.Compression;
using LambdaImage.EngineTests.Support;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class ZipLayerTests(TestContext context) : EngineTest(context)
{
    private const UnixFileMode Plain = (UnixFileMode)0b110_100_100;
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    [TestMethod]
    public async Task Zip_with_modes_and_links_arrives_with_what_its_owner_may_do_for_all()
    {
        Zip.Write(Folder.At("layer.zip"), zip =>
        {
            zip.AddFolder("bin", Executable);
            zip.AddFile("bin/tool", "#!/bin/sh\n", Executable);
            zip.AddLink("bin/alias", "tool");
            zip.AddFile("readme.txt", "text", Plain);
            zip.AddFile("secret", "secret", (UnixFileMode)0b110_000_000);
            zip.AddFolder("closed", (UnixFileMode)0b111_000_000);
            zip.AddFile("empty", string.Empty, Plain);
            zip.AddLink("absolute", "/opt/bin/tool");
        });

        var files = await BuildAndReadOptAsync(Inputs("layer.zip"));

        Expect.Files(
            new()
            {
                ["absolute"] = ImageFile.SymbolicLink("/opt/bin/tool"),
                ["bin"] = ImageFile.Directory(),
                ["bin/alias"] = ImageFile.SymbolicLink("tool"),
                ["bin/tool"] = ImageFile.File("#!/bin/sh\n", "0755"),
                ["closed"] = ImageFile.Directory(),
                ["empty"] = ImageFile.File(string.Empty),
                ["readme.txt"] = ImageFile.File("text"),
                ["secret"] = ImageFile.File("secret"),
            },
            files);
    }

    [TestMethod]
    public async Task Zip_without_entries_for_its_folders_has_them_in_the_image()
    {
        Zip.Write(Folder.At("layer.zip"), zip => zip.AddFile("python/lib/module.py", "pass", Plain));

        var files = await BuildAndReadOptAsync(Inputs("layer.zip"));

        Expect.Files(
            new()
            {
                ["python"] = ImageFile.Directory(),
                ["python/lib"] = ImageFile.Directory(),
                ["python/lib/module.py"] = ImageFile.File("pass"),
            },
            files);
    }

    [TestMethod]
    public async Task Zip_without_modes_has_executables_by_their_content()
    {
        Zip.Write(Folder.At("layer.zip"), zip =>
        {
            zip.AddWithoutMode("readme.txt", "text");
            zip.AddWithoutMode("script", "#!/bin/sh\n");
            zip.AddWithoutMode("extensions/monitor", "text");
        });

        var files = await BuildAndReadOptAsync(Inputs("layer.zip"));

        Expect.Files(
            new()
            {
                ["extensions"] = ImageFile.Directory(),
                ["extensions/monitor"] = ImageFile.File("text", "0755"),
                ["readme.txt"] = ImageFile.File("text"),
                ["script"] = ImageFile.File("#!/bin/sh\n", "0755"),
            },
            files);
    }

    [TestMethod]
    public async Task Zip_entries_with_unusual_names_keep_them()
    {
        string[] names = ["with space.txt", "-rf", "quote\"and'quote", "$HOME", "übergröße-日本語.txt", "smile-\U0001F600"];
        Zip.Write(Folder.At("layer.zip"), zip => Array.ForEach(names, name => zip.AddFile(name, name, Plain)));

        var files = await BuildAndReadOptAsync(Inputs("layer.zip"));

        Expect.Files(names.ToDictionary(name => name, name => ImageFile.File(name)), files);
    }

    [TestMethod]
    public async Task Zip_entry_with_a_long_path_keeps_its_name()
    {
        var name = string.Join('/', Enumerable.Repeat(new string('p', 180), 3));
        Zip.Write(Folder.At("layer.zip"), zip => zip.AddFile(name, "content", Plain));

        var files = await BuildAndReadOptAsync(Inputs("layer.zip"));

        Assert.AreEqual(ImageFile.File("content"), files[name]);
    }

    [TestMethod]
    public async Task Zip_of_a_folder_gives_the_same_files_as_the_folder()
    {
        Folder.Write("layer/bin/tool", "#!/bin/sh\n", Executable);
        Folder.Write("layer/data/text", "text");
        await ZipFile.CreateFromDirectoryAsync(Folder.At("layer"), Folder.At("layer.zip"), CancellationToken);

        var folder = await BuildAndReadOptAsync(Inputs("layer"));
        var zip = await BuildAndReadOptAsync(Inputs("layer.zip"));

        Expect.Files(folder.Where(pair => pair.Key != ".").ToDictionary(), zip);
    }

    [TestMethod]
    public async Task Zip_changed_behind_a_link_is_built()
    {
        var old = DateTime.UtcNow.AddDays(-1);
        Zip.Write(Folder.At("version1.zip"), zip => zip.AddFile("file", "1", (UnixFileMode)0b110_100_100));
        File.SetLastWriteTimeUtc(Folder.At("version1.zip"), old);
        File.CreateSymbolicLink(Folder.At("layer.zip"), "version1.zip");
        new FileInfo(Folder.At("layer.zip")).LastWriteTimeUtc = old;
        await BuildAsync(Inputs("layer.zip"));
        File.Delete(Folder.At("version1.zip"));
        Zip.Write(Folder.At("version1.zip"), zip => zip.AddFile("file", "2", (UnixFileMode)0b110_100_100));

        await BuildAsync(Inputs("layer.zip"));

        Assert.AreEqual(ImageFile.File("2"), await Reader.ReadOneAsync(Name, "/opt/file", CancellationToken));
    }
}
