using System.IO.Hashing;
using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Zips;

/// <summary>Names in zips as tools write them, and as Linux would show them after unzip.</summary>
[TestClass]
public sealed class ZipNameTests
{
    private const byte Dos = 0;
    private const byte Unix = 3;
    private const byte Ntfs = 10;
    private const byte MacOS = 19;

    [TestMethod]
    [DataRow("share/terminfo/E/Eterm", "share/terminfo/e/eterm", DisplayName = "folders")]
    [DataRow("Pod/Perldoc.pm", "pod/perldoc.pod", DisplayName = "folders that are not named")]
    [DataRow("ÄÖÜ", "äöü", DisplayName = "other letters")]
    public void Read_of_names_that_differ_only_by_case_keeps_both(string first, string second)
    {
        var names = Names(new HandmadeZip().File(first, "1").File(second, "2"));

        Assert.Contains(first, names);
        Assert.Contains(second, names);
    }

    [TestMethod]
    public void Read_of_a_folder_that_is_named_twice_takes_the_last_mode()
    {
        using var folder = new TemporaryFolder();
        var zip = new HandmadeZip().UnixFolder("python", "40555").UnixFolder("python", "40755").UnixFile("python/a.py", "1", "100644");

        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));

        Assert.AreEqual("d 755 .\nd 755 python\nf 644 python/a.py", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    [DataRow("a:b.txt", Unix)]
    [DataRow("a:b.txt", Dos)]
    [DataRow("c:/lib/file", Unix)]
    [DataRow(@"C:\lib", Unix)]
    [DataRow("lib/std::vector.3", Dos)]
    public void Read_of_a_name_with_a_colon_keeps_it(string name, byte host)
    {
        Assert.Contains(name, Names(new HandmadeZip().Add(new(name, "1") { Host = host })));
    }

    [TestMethod]
    [DataRow(@"lib/systemd/system-systemd\x2dcryptsetup.slice", Unix)]
    [DataRow(@"system-systemd\x2dcryptsetup.slice", Unix)]
    [DataRow(@"..\file", Unix)]
    [DataRow(@"\file", MacOS)]
    [DataRow(@"lib/systemd/system-systemd\x2dcryptsetup.slice", Dos, DisplayName = "Java and Go say DOS on Linux too")]
    public void Read_of_a_backslash_that_separates_nothing_keeps_it(string name, byte host)
    {
        Assert.Contains(name, Names(new HandmadeZip().Add(new(name, "1") { Host = host })));
    }

    [TestMethod]
    [DataRow(Dos)]
    [DataRow(Ntfs)]
    public void Read_of_names_that_windows_tools_separate_with_backslashes_takes_them_as_folders(byte host)
    {
        var zip = new HandmadeZip().Add(new(@"lib\sub\file", "x") { Host = host }).Add(new(@"empty\", string.Empty) { Host = host });

        Assert.AreEqual(". empty lib lib/sub lib/sub/file", string.Join(' ', Names(zip)));
    }

    [TestMethod]
    public void Read_of_a_name_with_a_unicode_path_field_takes_the_field()
    {
        var name = new byte[] { 0x63, 0x61, 0x66, 0x82, 0x2E, 0x74, 0x78, 0x74 };

        Assert.Contains("cafè.txt", Names(new HandmadeZip().Add(Raw(name, Dos, UnicodePath(name, "cafè.txt")))));
    }

    [TestMethod]
    public void Read_of_a_name_with_the_unicode_path_of_another_name_ignores_it()
    {
        var name = "renamed"u8.ToArray();

        Assert.Contains("renamed", Names(new HandmadeZip().Add(Raw(name, Dos, UnicodePath("before"u8, "other")))));
    }

    [TestMethod]
    public void Read_of_a_name_whose_unicode_path_is_cut_off_ignores_it()
    {
        Assert.Contains("name", Names(new HandmadeZip().Add(Raw("name"u8, Dos, UnicodePath("name"u8, "other").AsMemory(0, 7)))));
    }

    [TestMethod]
    public void Read_of_a_unicode_path_that_climbs_is_refused()
    {
        Fails(DiagnosticCodes.UnsafeZipEntry, Raw("name"u8, Unix, UnicodePath("name"u8, "../name")));
    }

    [TestMethod]
    public void Read_of_a_name_in_the_code_page_of_dos_decodes_it()
    {
        Assert.Contains("Größe.txt", Names(new HandmadeZip().Add(Raw([0x47, 0x72, 0x94, 0xE1, 0x65, 0x2E, 0x74, 0x78, 0x74], Dos))));
    }

    [TestMethod]
    [DataRow(Dos)]
    [DataRow(Unix)]
    [DataRow(MacOS)]
    public void Read_of_a_name_in_utf8_without_the_flag_decodes_it(byte host)
    {
        Assert.Contains("Größe/日本", Names(new HandmadeZip().Add(Raw("Größe/日本"u8, host))));
    }

    [TestMethod]
    public void Read_of_a_name_from_unix_that_is_not_utf8_fails()
    {
        Fails(DiagnosticCodes.InvalidEntryName, Raw([0x63, 0xE9], Unix));
    }

    private static HandmadeZipEntry Raw(ReadOnlySpan<byte> name, byte host, ReadOnlyMemory<byte> fields = default) =>
        new("unused", "1") { RawName = name.ToArray(), IsUtf8 = false, Host = host, Fields = fields };

    private static byte[] UnicodePath(ReadOnlySpan<byte> name, string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        return
        [
            .. BitConverter.GetBytes((ushort)0x7075),
            .. BitConverter.GetBytes((ushort)(5 + bytes.Length)),
            1,
            .. BitConverter.GetBytes(Crc32.HashToUInt32(name)),
            .. bytes,
        ];
    }

    private static List<string> Names(HandmadeZip zip)
    {
        using var folder = new TemporaryFolder();
        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));
        return [.. layer.Entries.Select(entry => entry.Path)];
    }

    private static void Fails(DiagnosticDescriptor descriptor, HandmadeZipEntry entry)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer.zip", new HandmadeZip().Add(entry).ToArray());
        Expect.Failure(descriptor, () => LayerSpecs.Read(path).Dispose());
    }
}
