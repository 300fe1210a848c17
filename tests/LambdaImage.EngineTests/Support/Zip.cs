using System.IO.Compression;
using System.Text;

namespace LambdaImage.EngineTests.Support;

/// <summary>Writes zips as the usual tools on Unix do: the mode and the kind of an entry in its external attributes.</summary>
internal static class Zip
{
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int LinkType = 0xA000;

    /// <summary>Writes a zip.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entries">Add the entries.</param>
    public static void Write(string path, Action<ZipArchive> entries)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        entries(archive);
    }

    public static void AddFile(this ZipArchive archive, string name, string content, UnixFileMode mode) =>
        archive.Add(name, content, RegularType | (int)mode);

    public static void AddFolder(this ZipArchive archive, string name, UnixFileMode mode) =>
        archive.Add(name + "/", string.Empty, DirectoryType | (int)mode);

    public static void AddLink(this ZipArchive archive, string name, string target) =>
        archive.Add(name, target, LinkType | 0b111_111_111);

    /// <summary>Adds a file as tools without Unix modes do.</summary>
    public static void AddWithoutMode(this ZipArchive archive, string name, string content) => archive.Add(name, content, 0);

    private static void Add(this ZipArchive archive, string name, string content, int mode)
    {
        var entry = archive.CreateEntry(name);
        entry.ExternalAttributes = mode << 16;
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }
}
