using System.Buffers.Binary;
using System.Text;

namespace LambdaImage.Layers.Elf;

/// <summary>
/// Reads what an ELF file needs: elf(5), and for the versions of symbols
/// https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html. What is not as these say, is not told of.
/// </summary>
/// <param name="content">The file.</param>
/// <param name="size">Its length in bytes.</param>
internal sealed class ElfReader(IEntryContent content, long size)
{
    private const int HeaderLength = 64;
    private const byte Class64 = 2;
    private const byte LittleEndian = 1;
    private const ushort Executable = 2;

    private const int SegmentLength = 56;
    private const int MostSegments = 256;
    private const uint Load = 1;
    private const uint Dynamic = 2;
    private const uint Interpreter = 3;
    private const int LongestPath = 4096;

    private const int TagLength = 16;
    private const int MostTagBytes = 64 * 1024;
    private const ulong Needed = 1;
    private const ulong Names = 5;
    private const ulong NamesLength = 10;
    private const ulong VersionsNeeded = 0x6ffffffe;
    private const ulong VersionsNeededCount = 0x6fffffff;
    private const int MostNameBytes = 16 * 1024 * 1024;

    private const int VersionLength = 16;
    private const int MostVersionBytes = 256 * 1024;
    private const int MostVersions = 4096;
    private const ushort Weak = 2;

    // A file of a zip is inflated up to what is read of it, several times.
    private const long MostInflated = 64 * 1024 * 1024;

    /// <summary>Reads what the file needs.</summary>
    /// <returns>What it needs; <see langword="null"/> if that is not known.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: the file can't be read, or is no longer as planned.</exception>
    public ElfNeeds? Read()
    {
        if ((content is not FileOnDisk && size > MostInflated) || Read(0, HeaderLength) is not { } header || header[4] != Class64 || header[5] != LittleEndian)
        {
            return null;
        }

        var count = U16(header, 56);
        if (U16(header, 54) != SegmentLength || count > MostSegments || Read(U64(header, 32), count * SegmentLength) is not { } table)
        {
            return null;
        }

        var segments = Enumerable.Range(0, count).Select(index => Segment.Of(table.AsSpan(index * SegmentLength))).ToList();
        var loader = segments.FirstOrDefault(segment => segment.Type == Interpreter) is { Length: > 0 and <= LongestPath } named && Read(named.Offset, (int)named.Length) is { } path
            ? Text(path, 0)
            : null;
        var isProgram = loader is not null || U16(header, 16) == Executable;
        if (segments.FirstOrDefault(segment => segment.Type == Dynamic) is not { } dynamic)
        {
            return new(isProgram, loader, Glibc: null, []);
        }

        return Read(dynamic.Offset, (int)Math.Min(dynamic.Length, MostTagBytes)) is { } tags ? Read(isProgram, loader, Tags(tags), segments) : null;
    }

    private ElfNeeds? Read(bool isProgram, string? loader, ILookup<ulong, ulong> tags, List<Segment> segments)
    {
        if (OffsetOf(tags[Names]) is not { } namesAt || tags[NamesLength].FirstOrDefault() is not (> 0 and <= MostNameBytes and var length) || Read(namesAt, (int)length) is not { } names)
        {
            return null;
        }

        var libraries = tags[Needed].Select(at => Text(names, at)).OfType<string>().ToList();
        var versions = OffsetOf(tags[VersionsNeeded]) is { } at && ReadUpTo(at, MostVersionBytes) is { } bytes
            ? Versions(bytes, names, (int)Math.Min(tags[VersionsNeededCount].FirstOrDefault(), MostVersions))
            : [];
        return new(isProgram, loader, versions.Select(GlibcOf).Max(), libraries);

        // Tags hold addresses in memory.
        ulong? OffsetOf(IEnumerable<ulong> addresses) => addresses.Take(1)
            .SelectMany(address => segments.Where(segment => segment.Type == Load && address >= segment.Address && address - segment.Address < segment.Length)
                .Select(segment => (ulong?)(address - segment.Address + segment.Offset)))
            .FirstOrDefault();
    }

    private static ILookup<ulong, ulong> Tags(byte[] bytes) =>
        Enumerable.Range(0, bytes.Length / TagLength).ToLookup(index => U64(bytes, index * TagLength), index => U64(bytes, (index * TagLength) + 8));

    // The names of versions that libraries must have: one list for each library, linked by distances.
    private static IEnumerable<string> Versions(byte[] bytes, byte[] names, int libraries)
    {
        var seen = 0;
        for (long at = 0; libraries > 0 && Fits(at) && seen < MostVersions; libraries--)
        {
            var count = U16(bytes, (int)at + 2);
            for (var version = at + U32(bytes, (int)at + 8); count > 0 && Fits(version) && seen++ < MostVersions; count--)
            {
                // Without a weak one, the loader goes on.
                if ((U16(bytes, (int)version + 4) & Weak) == 0 && Text(names, U32(bytes, (int)version + 8)) is { } name)
                {
                    yield return name;
                }

                version += U32(bytes, (int)version + 12);
            }

            at += U32(bytes, (int)at + 12);
        }

        bool Fits(long offset) => offset <= bytes.Length - VersionLength;
    }

    // The second is no number, but came with one: https://sourceware.org/git/?p=glibc.git;a=blob;f=NEWS;hb=glibc-2.36.
    private static Version? GlibcOf(string name) =>
        name == "GLIBC_ABI_DT_RELR" ? new(2, 36)
        : name.StartsWith("GLIBC_", StringComparison.Ordinal) && Version.TryParse(name["GLIBC_".Length..], out var version) ? new(version.Major, version.Minor)
        : null;

    private byte[]? Read(ulong offset, int length) => ReadUpTo(offset, length) is { } bytes && bytes.Length == length ? bytes : null;

    private byte[]? ReadUpTo(ulong offset, int length)
    {
        if (offset > (ulong)size)
        {
            return null;
        }

        using var reader = content.Open();
        reader.Skip((long)offset);
        var bytes = new byte[Math.Min(length, size - (long)offset)];
        for (var filled = 0; filled < bytes.Length;)
        {
            var read = reader.Read(bytes.AsSpan(filled));
            if (read == 0)
            {
                return null;
            }

            filled += read;
        }

        return bytes;
    }

    private static string? Text(byte[] bytes, ulong at)
    {
        var rest = at < (ulong)bytes.Length ? bytes.AsSpan((int)at) : [];
        return rest.IndexOf((byte)0) is > 0 and var end ? Encoding.UTF8.GetString(rest[..end]) : null;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private sealed record Segment(uint Type, ulong Offset, ulong Address, ulong Length)
    {
        public static Segment Of(ReadOnlySpan<byte> bytes) => new(U32(bytes, 0), U64(bytes, 8), U64(bytes, 16), U64(bytes, 32));
    }
}
