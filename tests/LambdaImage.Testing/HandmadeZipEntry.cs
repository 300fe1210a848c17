using System.IO.Compression;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>An entry of a <see cref="HandmadeZip"/>; every claim that it makes about itself can be false.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">What it holds.</param>
public sealed record HandmadeZipEntry(string Name, string Content)
{
    /// <summary>The compression method of a deflated entry.</summary>
    public const ushort Deflate = 8;

    /// <summary>The name's bytes, when they are not those of <see cref="Name"/> in UTF-8.</summary>
    public ReadOnlyMemory<byte>? RawName { get; init; }

    /// <summary>The file's mode with its type, in octal; without it, the entry has attributes of MS-DOS.</summary>
    public string? UnixMode { get; init; }

    /// <summary>Attributes of MS-DOS; 0x20 for a file, 0x10 for a folder.</summary>
    public uint DosAttributes { get; init; } = 0x20;

    /// <summary>The compression method; 0 stores.</summary>
    public ushort Method { get; init; }

    /// <summary>Further flags; 1 for an encrypted entry.</summary>
    public ushort Flags { get; init; }

    /// <summary>The checksum to write instead of the right one.</summary>
    public uint? Checksum { get; init; }

    /// <summary>The unpacked size to write instead of the right one.</summary>
    public uint? ClaimedSize { get; init; }

    /// <summary>The compressed size to write instead of the right one.</summary>
    public uint? ClaimedCompressedSize { get; init; }

    /// <summary>The offset to write into the directory instead of the right one.</summary>
    public uint? ClaimedOffset { get; init; }

    /// <summary>The system that it claims to be made on: 3 for Unix, 0 for MS-DOS. By default the one that fits <see cref="UnixMode"/>.</summary>
    public byte? Host { get; init; }

    /// <summary>Whether the flag says that the name is UTF-8.</summary>
    public bool IsUtf8 { get; init; } = true;

    /// <summary>Extra fields, in both headers.</summary>
    public ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>Further extra fields of the local header, as Info-ZIP writes times there.</summary>
    public ReadOnlyMemory<byte> LocalFields { get; init; }

    /// <summary>Whether sizes and checksum follow the data, as when a zip is written to a pipe.</summary>
    public bool HasDataDescriptor { get; init; }

    /// <summary>Whether sizes and offset are in the field for large zips.</summary>
    public bool IsZip64 { get; init; }

    /// <summary>The stored bytes, instead of what <see cref="Method"/> makes of the content.</summary>
    public ReadOnlyMemory<byte>? RawData { get; init; }

    internal ReadOnlyMemory<byte> Data => RawData ?? (Method == Deflate ? Compressed() : Encoding.UTF8.GetBytes(Content));

    private byte[] Compressed()
    {
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.Fastest))
        {
            deflate.Write(Encoding.UTF8.GetBytes(Content));
        }

        return bytes.ToArray();
    }
}
