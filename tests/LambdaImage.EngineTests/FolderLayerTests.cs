using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class FolderLayerTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Folder_of_files_folders_and_links_arrives_as_it_is()
    {
        Folder.Write("layer/readme.txt", "text");
        Folder.Write("layer/bin/tool", "#!/bin/sh\n", (UnixFileMode)0b111_101_101);
        Folder.Write("layer/lib/deep/er/file", "deep");
        Folder.Write("layer/empty", string.Empty);
        Directory.CreateDirectory(Folder.At("layer/nothing/inside"));
        File.CreateSymbolicLink(Folder.At("layer/bin/alias"), "tool");
        File.CreateSymbolicLink(Folder.At("layer/up"), "lib/../readme.txt");
        Directory.CreateSymbolicLink(Folder.At("layer/lib64"), "lib");

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Expect.Files(
            new()
            {
                ["bin"] = ImageFile.Directory(),
                ["bin/alias"] = ImageFile.SymbolicLink("tool"),
                ["bin/tool"] = ImageFile.File("#!/bin/sh\n", "0755"),
                ["empty"] = ImageFile.File(string.Empty),
                ["lib"] = ImageFile.Directory(),
                ["lib/deep"] = ImageFile.Directory(),
                ["lib/deep/er"] = ImageFile.Directory(),
                ["lib/deep/er/file"] = ImageFile.File("deep"),
                ["lib64"] = ImageFile.SymbolicLink("lib"),
                ["nothing"] = ImageFile.Directory(),
                ["nothing/inside"] = ImageFile.Directory(),
                ["readme.txt"] = ImageFile.File("text"),
                ["up"] = ImageFile.SymbolicLink("lib/../readme.txt"),
            },
            files);
    }

    [TestMethod]
    public async Task Files_with_modes_of_the_host_have_their_modes_in_the_image()
    {
        Folder.Write("layer/program", string.Empty, (UnixFileMode)0b111_101_101);
        Folder.Write("layer/text", string.Empty, (UnixFileMode)0b110_100_100);
        Folder.Write("layer/read-only", string.Empty, (UnixFileMode)0b101_101_101);
        Folder.Write("layer/writable-for-all", string.Empty, (UnixFileMode)0b111_111_111);
        Folder.Write("layer/readable-for-the-owner", string.Empty, (UnixFileMode)0b110_000_000);
        Folder.Write("layer/set-user-id", string.Empty, (UnixFileMode)0b100_111_101_101);

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Expect.Files(
            new()
            {
                ["program"] = ImageFile.File(string.Empty, "0755"),
                ["read-only"] = ImageFile.File(string.Empty, "0555"),
                ["readable-for-the-owner"] = ImageFile.File(string.Empty),
                ["set-user-id"] = ImageFile.File(string.Empty, "0755"),
                ["text"] = ImageFile.File(string.Empty),
                ["writable-for-all"] = ImageFile.File(string.Empty, "0755"),
            },
            files);
    }

    [TestMethod]
    public async Task Folders_with_modes_of_the_host_have_their_modes_in_the_image()
    {
        Folder.Write("layer/open/file", "content");
        Folder.Write("layer/closed/file", "content");
        File.SetUnixFileMode(Folder.At("layer/open"), (UnixFileMode)0b1_111_111_111);
        File.SetUnixFileMode(Folder.At("layer/closed"), (UnixFileMode)0b101_000_000);

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Assert.AreEqual(ImageFile.Directory("0755"), files["open"]);
        Assert.AreEqual(ImageFile.Directory("0555"), files["closed"]);
    }

    [TestMethod]
    public async Task Layer_with_FileMode_and_DirectoryMode_has_these_everywhere()
    {
        Folder.Write("layer/sub/file", "content");
        var inputs = Inputs("layer");
        inputs = inputs with { Layers = [inputs.Layers[0] with { FileMode = "0750", DirectoryMode = "0711" }] };

        var files = await BuildAndReadOptAsync(inputs);

        Expect.Files(
            new()
            {
                ["sub"] = ImageFile.Directory("0711"),
                ["sub/file"] = ImageFile.File("content", "0750"),
            },
            files);
    }

    [TestMethod]
    public async Task Files_with_unusual_names_keep_them()
    {
        string[] names =
        [
            "with space.txt",
            " both ends ",
            "quote\"and'quote",
            "-rf",
            "--help",
            "back\\slash",
            "$HOME ${PATH} `id`",
            "*?[a-z]{b,c}",
            "#comment",
            "übergröße-naïve-日本語.txt",
            "smile-\U0001F600",
            "e\u0301-decomposed-\u00e9-composed",
            "...",
            "a:b=c,d;e&f|g<h>i",
        ];
        foreach (var name in names)
        {
            Folder.Write("layer/" + name, name);
            Folder.Write($"layer/in-folder/{name}/inside", name);
        }

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        var expected = new Dictionary<string, ImageFile> { ["in-folder"] = ImageFile.Directory() };
        foreach (var name in names)
        {
            expected[name] = ImageFile.File(name);
            expected["in-folder/" + name] = ImageFile.Directory();
            expected[$"in-folder/{name}/inside"] = ImageFile.File(name);
        }

        Expect.Files(expected, files);
    }

    // A tar's header has room for 100 bytes of a name, and Linux allows 255 in each part of a path.
    [TestMethod]
    [DataRow(1, 99)]
    [DataRow(1, 100)]
    [DataRow(1, 101)]
    [DataRow(1, 255)]
    [DataRow(2, 99)]
    [DataRow(3, 200)]
    [DataRow(10, 255)]
    public async Task Path_of_a_length_keeps_its_name_and_content(int parts, int length)
    {
        var name = string.Join('/', Enumerable.Range(0, parts).Select(part => new string((char)('a' + part), length)));
        Folder.Write("layer/" + name, "content");

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Assert.AreEqual(ImageFile.File("content"), files[name]);
    }

    [TestMethod]
    public async Task Path_of_more_bytes_than_characters_keeps_its_name_and_content()
    {
        var name = string.Join('/', Enumerable.Repeat(new string('ü', 120), 3));
        Folder.Write("layer/" + name, "content");

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Assert.AreEqual(ImageFile.File("content"), files[name]);
    }

    [TestMethod]
    public async Task Folder_with_a_long_name_is_in_the_image_when_empty()
    {
        var name = string.Join('/', Enumerable.Repeat(new string('d', 150), 2));
        Directory.CreateDirectory(Folder.At("layer/" + name));

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Assert.AreEqual(ImageFile.Directory(), files[name]);
    }

    [TestMethod]
    [DataRow(99)]
    [DataRow(100)]
    [DataRow(101)]
    [DataRow(1000)]
    public async Task Link_with_a_target_of_a_length_keeps_its_target(int length)
    {
        var target = string.Concat(Enumerable.Repeat("./", length / 2 - 1)) + new string('x', length % 2 + 2);
        Directory.CreateDirectory(Folder.At("layer"));
        File.CreateSymbolicLink(Folder.At("layer/link"), target);

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Assert.AreEqual(ImageFile.SymbolicLink(target), files["link"]);
    }

    [TestMethod]
    public async Task Files_around_the_size_of_a_tar_block_keep_their_content()
    {
        foreach (var size in new[] { 1, 511, 512, 513, 1024, 131_072, 131_073 })
        {
            Folder.Write($"layer/{size}", new string('x', size));
        }

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        foreach (var size in new[] { 1, 511, 512, 513, 1024, 131_072, 131_073 })
        {
            Assert.AreEqual(ImageFile.File(new string('x', size)), files[$"{size}"]);
        }
    }

    [TestMethod]
    public async Task Time_without_SOURCE_DATE_EPOCH_is_the_start_of_1980_everywhere()
    {
        Folder.Write("layer/sub/file", "content");
        File.CreateSymbolicLink(Folder.At("layer/link"), "sub/file");
        File.SetLastWriteTimeUtc(Folder.At("layer/sub/file"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Expect.Times(315_532_800, files);
    }

    [TestMethod]
    public async Task Time_with_SOURCE_DATE_EPOCH_is_that_everywhere()
    {
        Folder.Write("layer/sub/file", "content");
        File.CreateSymbolicLink(Folder.At("layer/link"), "sub/file");

        var files = await BuildAndReadOptAsync(Inputs("layer").With("SOURCE_DATE_EPOCH", "1700000000"));

        Expect.Times(1_700_000_000, files);
    }
}
