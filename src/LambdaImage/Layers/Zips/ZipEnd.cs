using System.Buffers.Binary;
using LambdaImage.Caching;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Layers.Zips;

/// <summary>
/// The record at the end of a zip, which says where the central directory is:
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.14 to 4.3.16).
/// </summary>
/// <param name="DirectoryEnd">Where the records that end the zip start in the file.</param>
/// <param name="Count">How many entries the directory has.</param>
/// <param name="Size">How long the directory is.</param>
/// <param name="Offset">Where the directory starts, as the zip says.</param>
/// <param name="IsZip64">Whether the numbers come from the longer record of a large zip.</param>
internal sealed record ZipEnd(long DirectoryEnd, long Count, long Size, long Offset, bool IsZip64)
{
    private const int Length = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int Zip64Length = 56;
    private const uint LocatorSignature = 0x07064b50;
    private const uint Zip64Signature = 0x06064b50;

    /// <summary>
    /// Looks for what may be the end record. Its signature can occur in the zip's comment, so records whose comment ends at the
    /// file's end come first; then those with bytes behind them, which some downloads have.
    /// </summary>
    /// <param name="file">The zip.</param>
    /// <returns>The positions, the most likely first.</returns>
    public static IEnumerable<long> FindAll(SafeFileHandle file)
    {
        var length = Disk.LengthOf(file);
        var start = Math.Max(0, length - Length - LongestComment);
        var tail = ReadExactly(file, start, (int)(length - start));
        foreach (var exact in new[] { true, false })
        {
            for (var i = tail.Length - Length; i >= 0; i--)
            {
                if (tail.AsSpan(i).StartsWith("PK\u0005\u0006"u8))
                {
                    var rest = tail.Length - i - Length - BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(i + 20));
                    if (exact ? rest == 0 : rest > 0)
                    {
                        yield return start + i;
                    }
                }
            }
        }
    }

    /// <summary>Reads an end record, and the one for large zips if there is one.</summary>
    /// <param name="file">The zip.</param>
    /// <param name="position">Where the end record starts.</param>
    /// <returns>The record.</returns>
    /// <exception cref="InvalidDataException">It can't be one.</exception>
    /// <exception cref="NotSupportedException">It is that of a zip in several files.</exception>
    public static ZipEnd Read(SafeFileHandle file, long position)
    {
        var bytes = ReadExactly(file, position, Length);
        if (ReadZip64(file, position) is { } large)
        {
            return large;
        }

        var disk = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(4));
        var directoryDisk = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(6));
        CheckOneFile(disk, directoryDisk);
        return new(
            position,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(10)),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12)),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(16)),
            IsZip64: false);
    }

    /// <summary>Reads bytes at a position.</summary>
    /// <param name="file">The zip.</param>
    /// <param name="position">Where they start.</param>
    /// <param name="count">How many.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public static byte[] ReadExactly(SafeFileHandle file, long position, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var read = Disk.ReadAt(file, bytes.AsSpan(done), position + done);
            done += read > 0 ? read : throw new InvalidDataException("it ends in the middle of a record");
        }

        return bytes;
    }

    // Before the end record of a large zip is a locator, and before that, or where the locator says, the longer record.
    private static ZipEnd? ReadZip64(SafeFileHandle file, long position)
    {
        if (position < LocatorLength + Zip64Length)
        {
            return null;
        }

        var locator = ReadExactly(file, position - LocatorLength, LocatorLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature)
        {
            return null;
        }

        var claimed = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        var last = position - LocatorLength - Zip64Length;
        foreach (var start in (long[])[claimed, last])
        {
            if (start < 0 || start > last)
            {
                continue;
            }

            var bytes = ReadExactly(file, start, Zip64Length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Zip64Signature)
            {
                CheckOneFile(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(20)));
                return new(
                    start,
                    BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(32)),
                    BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40)),
                    BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(48)),
                    IsZip64: true);
            }
        }

        throw new InvalidDataException("the end record of a large zip is missing");
    }

    private static void CheckOneFile(uint disk, uint directoryDisk)
    {
        if ((disk, directoryDisk) != (0, 0))
        {
            throw new NotSupportedException("it is one part of a zip that was split into several files");
        }
    }
}
