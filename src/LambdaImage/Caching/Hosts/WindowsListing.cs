using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LambdaImage.Caching.Hosts;

/// <summary>The structure FILE_ID_EXTD_DIR_INFO, in which Windows lists a folder, one after the other.</summary>
internal static class WindowsListing
{
    private const int ModifiedOffset = 24;
    private const int ChangedOffset = 32;
    private const int SizeOffset = 40;
    private const int AttributesOffset = 56;
    private const int NameLengthOffset = 60;
    private const int TagOffset = 68;
    private const int IdOffset = 72;
    private const int NameOffset = 88;

    private const uint SymbolicLinkTag = 0xA000000C;
    private const uint JunctionTag = 0xA0000003;

    /// <summary>Reads a part of a listing.</summary>
    /// <param name="buffer">What the system wrote.</param>
    /// <returns>The names with what is known of each, without <c>.</c> and <c>..</c>.</returns>
    public static IReadOnlyList<(string Name, FileStatus Status)> Read(ReadOnlySpan<byte> buffer)
    {
        var found = new List<(string Name, FileStatus Status)>();
        while (true)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(buffer[NameLengthOffset..]);
            var name = new string(MemoryMarshal.Cast<byte, char>(buffer.Slice(NameOffset, length)));
            if (name is not ("." or ".."))
            {
                found.Add((name, ReadStatus(buffer)));
            }

            var next = BinaryPrimitives.ReadInt32LittleEndian(buffer);
            if (next == 0)
            {
                return found;
            }

            buffer = buffer[next..];
        }
    }

    private static FileStatus ReadStatus(ReadOnlySpan<byte> entry)
    {
        var attributes = (FileAttributes)BinaryPrimitives.ReadInt32LittleEndian(entry[AttributesOffset..]);
        var tag = BinaryPrimitives.ReadUInt32LittleEndian(entry[TagOffset..]);
        var isLink = (attributes & FileAttributes.ReparsePoint) != 0 && tag is SymbolicLinkTag or JunctionTag;
        var isFolder = (attributes & FileAttributes.Directory) != 0;
        return new()
        {
            Kind = isLink ? FileKind.Link : isFolder ? FileKind.Directory : FileKind.File,
            Size = isLink || isFolder ? 0 : BinaryPrimitives.ReadInt64LittleEndian(entry[SizeOffset..]),
            Modified = Nanoseconds(entry[ModifiedOffset..]),
            Changed = Nanoseconds(entry[ChangedOffset..]),
            Id = BinaryPrimitives.ReadUInt64LittleEndian(entry[IdOffset..]),
            IdHigh = BinaryPrimitives.ReadUInt64LittleEndian(entry[(IdOffset + sizeof(ulong))..]),
        };
    }

    // Steps of 100 ns since 1601.
    private static long Nanoseconds(ReadOnlySpan<byte> time)
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(time) - (DateTime.UnixEpoch - DateTime.FromFileTimeUtc(0)).Ticks;
        return (long)Int128.Clamp((Int128)ticks * TimeSpan.NanosecondsPerTick, long.MinValue, long.MaxValue);
    }
}
