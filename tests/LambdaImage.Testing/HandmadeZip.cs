using System.IO.Hashing;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>
/// A zip written byte by byte, for entries that the framework would not write. The format is
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
/// </summary>
public sealed class HandmadeZip
{
    private readonly List<HandmadeZipEntry> _entries = [];

    /// <summary>Adds a file, with the attributes of MS-DOS only: no Unix mode.</summary>
    public HandmadeZip File(string name, string content) => Add(new(name, content));

    /// <summary>Adds a file with a Unix mode, for example 0100755 (octal) for an executable.</summary>
    public HandmadeZip UnixFile(string name, string content, string octalMode) => Add(new(name, content) { UnixMode = octalMode });

    /// <summary>Adds a symbolic link.</summary>
    public HandmadeZip Link(string name, string target) => Add(new(name, target) { UnixMode = "120777" });

    /// <summary>Adds an entry.</summary>
    public HandmadeZip Add(HandmadeZipEntry entry)
    {
        _entries.Add(entry);
        return this;
    }

    /// <summary>The zip's bytes.</summary>
    public byte[] ToArray()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var offsets = new List<uint>();
        foreach (var entry in _entries)
        {
            offsets.Add((uint)bytes.Position);
            writer.Write(0x04034b50u);
            WriteCommon(writer, entry);
            writer.Write(NameOf(entry));
            writer.Write(entry.Data.Span);
        }

        var directory = (uint)bytes.Position;
        for (var i = 0; i < _entries.Count; i++)
        {
            WriteDirectoryEntry(writer, _entries[i], offsets[i]);
        }

        WriteEnd(writer, directory, (uint)bytes.Position - directory);
        writer.Flush();
        return bytes.ToArray();
    }

    private static void WriteCommon(BinaryWriter writer, HandmadeZipEntry entry)
    {
        const ushort Utf8 = 0x800;
        writer.Write((ushort)20);
        writer.Write((ushort)(entry.Flags | Utf8));
        writer.Write(entry.Method);
        writer.Write(0x0021_0000u);
        writer.Write(entry.Checksum ?? Crc32.HashToUInt32(Encoding.UTF8.GetBytes(entry.Content)));
        writer.Write((uint)entry.Data.Length);
        writer.Write(entry.ClaimedSize ?? (uint)Encoding.UTF8.GetByteCount(entry.Content));
        writer.Write((ushort)NameOf(entry).Length);
        writer.Write((ushort)0);
    }

    private static void WriteDirectoryEntry(BinaryWriter writer, HandmadeZipEntry entry, uint offset)
    {
        const ushort MadeByUnix = 0x0314;
        const ushort MadeByDos = 0x0014;
        writer.Write(0x02014b50u);
        writer.Write(entry.UnixMode is null ? MadeByDos : MadeByUnix);
        WriteCommon(writer, entry);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(entry.UnixMode is null ? entry.DosAttributes : Convert.ToUInt32(entry.UnixMode, 8) << 16);
        writer.Write(offset);
        writer.Write(NameOf(entry));
    }

    private void WriteEnd(BinaryWriter writer, uint directory, uint directorySize)
    {
        writer.Write(0x06054b50u);
        writer.Write(0u);
        writer.Write((ushort)_entries.Count);
        writer.Write((ushort)_entries.Count);
        writer.Write(directorySize);
        writer.Write(directory);
        writer.Write((ushort)0);
    }

    private static ReadOnlySpan<byte> NameOf(HandmadeZipEntry entry) =>
        entry.RawName is { } name ? name.Span : Encoding.UTF8.GetBytes(entry.Name);
}
