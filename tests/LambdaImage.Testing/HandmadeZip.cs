using System.IO.Hashing;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>
/// A zip written byte by byte, for entries that the framework would not write. The format is
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
/// </summary>
public sealed class HandmadeZip
{
    private const uint InZip64Field = uint.MaxValue;

    private readonly List<HandmadeZipEntry> _entries = [];

    /// <summary>The zip's comment.</summary>
    public string Comment { get; init; } = string.Empty;

    /// <summary>What precedes the zip in the file, as a program that unpacks it. No offset counts it.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>What follows the zip in the file.</summary>
    public string Suffix { get; init; } = string.Empty;

    /// <summary>The count of entries to write instead of the right one.</summary>
    public int? ClaimedCount { get; init; }

    /// <summary>The number of the part that it claims to be, of a split zip.</summary>
    public ushort Disk { get; init; }

    /// <summary>Whether its end has the record for large zips.</summary>
    public bool IsZip64 { get; init; }

    /// <summary>Adds a file, with the attributes of MS-DOS only: no Unix mode.</summary>
    public HandmadeZip File(string name, string content) => Add(new(name, content));

    /// <summary>Adds a file with a Unix mode, for example 0100755 (octal) for an executable.</summary>
    public HandmadeZip UnixFile(string name, string content, string octalMode) => Add(new(name, content) { UnixMode = octalMode });

    /// <summary>Adds a folder with a Unix mode.</summary>
    public HandmadeZip UnixFolder(string name, string octalMode) => Add(new(name + "/", string.Empty) { UnixMode = octalMode });

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
            WriteEntry(writer, entry);
        }

        var directory = (uint)bytes.Position;
        for (var i = 0; i < _entries.Count; i++)
        {
            WriteDirectoryEntry(writer, _entries[i], offsets[i]);
        }

        WriteEnd(writer, directory, (uint)bytes.Position - directory);
        writer.Flush();
        return [.. Encoding.UTF8.GetBytes(Prefix), .. bytes.ToArray(), .. Encoding.UTF8.GetBytes(Suffix)];
    }

    private static void WriteEntry(BinaryWriter writer, HandmadeZipEntry entry)
    {
        byte[] fields = [.. Zip64Field(entry, offset: null), .. entry.Fields.Span, .. entry.LocalFields.Span];
        writer.Write(0x04034b50u);
        WriteCommon(writer, entry, isLocal: true, fields.Length);
        writer.Write(NameOf(entry));
        writer.Write(fields);
        writer.Write(entry.Data.Span);
        if (entry.HasDataDescriptor)
        {
            writer.Write(0x08074b50u);
            WriteClaims(writer, entry, areKnown: true);
        }
    }

    private static void WriteDirectoryEntry(BinaryWriter writer, HandmadeZipEntry entry, uint offset)
    {
        const byte Version = 20;
        const byte Unix = 3;
        const byte Dos = 0;
        byte[] fields = [.. Zip64Field(entry, entry.ClaimedOffset ?? offset), .. entry.Fields.Span];
        writer.Write(0x02014b50u);
        writer.Write(Version);
        writer.Write(entry.Host ?? (entry.UnixMode is null ? Dos : Unix));
        WriteCommon(writer, entry, isLocal: false, fields.Length);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(entry.UnixMode is null ? entry.DosAttributes : Convert.ToUInt32(entry.UnixMode, 8) << 16);
        writer.Write(entry.IsZip64 ? InZip64Field : entry.ClaimedOffset ?? offset);
        writer.Write(NameOf(entry));
        writer.Write(fields);
    }

    private static void WriteCommon(BinaryWriter writer, HandmadeZipEntry entry, bool isLocal, int fieldsLength)
    {
        const ushort Utf8 = 0x800;
        const ushort DataDescriptor = 0x8;
        writer.Write((ushort)20);
        writer.Write((ushort)(entry.Flags | (entry.IsUtf8 ? Utf8 : 0) | (entry.HasDataDescriptor ? DataDescriptor : 0)));
        writer.Write(entry.Method);
        writer.Write(0x0021_0000u);
        WriteClaims(writer, entry, areKnown: !isLocal || !entry.HasDataDescriptor);
        writer.Write((ushort)NameOf(entry).Length);
        writer.Write((ushort)fieldsLength);
    }

    private static void WriteClaims(BinaryWriter writer, HandmadeZipEntry entry, bool areKnown)
    {
        writer.Write(areKnown ? entry.Checksum ?? Crc32.HashToUInt32(Encoding.UTF8.GetBytes(entry.Content)) : 0);
        writer.Write(areKnown ? entry.IsZip64 ? InZip64Field : CompressedSizeOf(entry) : 0);
        writer.Write(areKnown ? entry.IsZip64 ? InZip64Field : SizeOf(entry) : 0);
    }

    private static byte[] Zip64Field(HandmadeZipEntry entry, uint? offset)
    {
        if (!entry.IsZip64)
        {
            return [];
        }

        byte[] offsetBytes = offset is { } known ? BitConverter.GetBytes((ulong)known) : [];
        return
        [
            .. BitConverter.GetBytes((ushort)1),
            .. BitConverter.GetBytes((ushort)(16 + offsetBytes.Length)),
            .. BitConverter.GetBytes((ulong)SizeOf(entry)),
            .. BitConverter.GetBytes((ulong)CompressedSizeOf(entry)),
            .. offsetBytes,
        ];
    }

    private void WriteEnd(BinaryWriter writer, uint directory, uint directorySize)
    {
        var count = ClaimedCount ?? _entries.Count;
        if (IsZip64)
        {
            var start = (ulong)writer.BaseStream.Position;
            writer.Write(0x06064b50u);
            writer.Write(44ul);
            writer.Write(0x002d_002du);
            writer.Write((uint)Disk);
            writer.Write((uint)Disk);
            writer.Write((ulong)count);
            writer.Write((ulong)count);
            writer.Write((ulong)directorySize);
            writer.Write((ulong)directory);
            writer.Write(0x07064b50u);
            writer.Write(0u);
            writer.Write(start);
            writer.Write(1u);
        }

        writer.Write(0x06054b50u);
        writer.Write(Disk);
        writer.Write(Disk);
        writer.Write(IsZip64 ? ushort.MaxValue : (ushort)count);
        writer.Write(IsZip64 ? ushort.MaxValue : (ushort)count);
        writer.Write(IsZip64 ? uint.MaxValue : directorySize);
        writer.Write(IsZip64 ? uint.MaxValue : directory);
        var comment = Encoding.UTF8.GetBytes(Comment);
        writer.Write((ushort)comment.Length);
        writer.Write(comment);
    }

    private static uint SizeOf(HandmadeZipEntry entry) => entry.ClaimedSize ?? (uint)Encoding.UTF8.GetByteCount(entry.Content);

    private static uint CompressedSizeOf(HandmadeZipEntry entry) => entry.ClaimedCompressedSize ?? (uint)entry.Data.Length;

    private static ReadOnlySpan<byte> NameOf(HandmadeZipEntry entry) =>
        entry.RawName is { } name ? name.Span : Encoding.UTF8.GetBytes(entry.Name);
}
