using System.Buffers.Binary;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>An ELF file that is linked dynamically: it names what it needs, and holds no code.</summary>
public sealed class DynamicElf
{
    // Addresses differ from offsets, as in real ones.
    private const ulong Base = 0x400000;
    private const int HeaderLength = 64;
    private const int SegmentLength = 56;
    private const ushort Weak = 2;

    /// <summary><c>x86_64</c> or <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "x86_64";

    /// <summary>The loader that starts it; a library has none.</summary>
    public string? Loader { get; init; }

    /// <summary>The library that it is linked against.</summary>
    public string Library { get; init; } = "libc.so.6";

    /// <summary>The versions of the library's symbols that it needs.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>Whether the loader can do without the versions.</summary>
    public bool IsWeak { get; init; }

    /// <summary>How many bytes lie between the names and what tells where they are.</summary>
    public int CodeLength { get; init; }

    /// <summary>Writes it.</summary>
    /// <returns>Its bytes.</returns>
    public byte[] Write()
    {
        List<byte> file = [.. ElfFile.For(Architecture, string.Empty), .. new byte[3 * SegmentLength]];
        var loader = Append(file, Loader is null ? [] : Text(Loader));
        var (names, library) = WriteNames();
        var versions = Append(file, WriteVersions(library));
        var texts = Append(file, names);
        file.AddRange(new byte[CodeLength]);
        var dynamic = Append(
            file,
            [.. new ulong[]
            {
                1, library, 5, Base + (ulong)texts.Offset, 10, (ulong)texts.Length,
                0x6ffffffe, Base + (ulong)versions.Offset, 0x6fffffff, 1, 0, 0,
            }.SelectMany(BitConverter.GetBytes)]);

        byte[] bytes = [.. file];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), 3);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(54), SegmentLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(56), (ushort)(Loader is null ? 2 : 3));
        WriteSegment(bytes, 0, type: 1, (0, bytes.Length));
        WriteSegment(bytes, 1, type: 2, dynamic);
        WriteSegment(bytes, 2, type: 3, loader);
        return bytes;
    }

    private (byte[] Names, ulong Library) WriteNames()
    {
        var names = new List<byte> { 0 };
        foreach (var version in Versions)
        {
            names.AddRange(Text(version));
        }

        var library = (ulong)names.Count;
        names.AddRange(Text(Library));
        return ([.. names], library);
    }

    // One list, of one library.
    private byte[] WriteVersions(ulong library)
    {
        var bytes = new List<byte>();
        bytes.AddRange(BitConverter.GetBytes((ushort)1));
        bytes.AddRange(BitConverter.GetBytes((ushort)Versions.Count));
        bytes.AddRange(new uint[] { (uint)library, 16, 0 }.SelectMany(BitConverter.GetBytes));
        var name = 1;
        foreach (var version in Versions)
        {
            bytes.AddRange(new byte[4]);
            bytes.AddRange(BitConverter.GetBytes(IsWeak ? Weak : (ushort)0));
            bytes.AddRange(new byte[2]);
            bytes.AddRange(new uint[] { (uint)name, 16 }.SelectMany(BitConverter.GetBytes));
            name += version.Length + 1;
        }

        return [.. bytes];
    }

    private static (int Offset, int Length) Append(List<byte> file, byte[] bytes)
    {
        file.AddRange(bytes);
        return (file.Count - bytes.Length, bytes.Length);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void WriteSegment(byte[] bytes, int index, uint type, (int Offset, int Length) place)
    {
        var segment = bytes.AsSpan(HeaderLength + (index * SegmentLength), SegmentLength);
        BinaryPrimitives.WriteUInt32LittleEndian(segment, type);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[8..], (ulong)place.Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], Base + (ulong)place.Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[32..], (ulong)place.Length);
    }
}
