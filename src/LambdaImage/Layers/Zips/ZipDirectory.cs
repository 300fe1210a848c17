using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using LambdaImage.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Layers.Zips;

/// <summary>
/// Reads the central directory of a zip. The framework's <c>ZipArchive</c> takes a signature in the comment for the end record,
/// and hides names' bytes, hosts and extra fields. The format is https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
/// </summary>
internal static class ZipDirectory
{
    private const uint RecordSignature = 0x02014b50;
    private const uint SignatureOfDirectory = 0x05054b50;
    private const int RecordLength = 46;
    private const int NameLengthOffset = 28;
    private const int FieldsLengthOffset = 30;
    private const int CommentLengthOffset = 32;
    private const int LocalHeaderLength = 30;
    private const int Zip64Field = 0x0001;

    // Each entry takes at least 46 bytes here and more in the memory of whoever reads it.
    private const long LargestDirectory = 512L * 1024 * 1024;

    // More end records than one are rare; a file made of nothing else must not take for ever.
    private const int MostEnds = 16;

    /// <summary>Whether a file ends as a zip does.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Whether it has an end record.</returns>
    public static bool HasEnd(SafeFileHandle file) => ZipEnd.FindAll(file).Any();

    /// <summary>Reads the directory. The end record counts for which it is consistent.</summary>
    /// <param name="file">The zip.</param>
    /// <returns>The entries, in the directory's order. No two of them share any bytes of the file.</returns>
    /// <exception cref="InvalidDataException">The zip is damaged.</exception>
    /// <exception cref="NotSupportedException">The zip is part of a split one.</exception>
    public static List<ZipRecord> Read(SafeFileHandle file)
    {
        Exception? failure = null;
        foreach (var position in ZipEnd.FindAll(file).Take(MostEnds))
        {
            try
            {
                return Read(file, ZipEnd.Read(file, position));
            }
            catch (Exception exception) when (exception is InvalidDataException or NotSupportedException)
            {
                failure ??= exception;
            }
        }

        ExceptionDispatchInfo.Throw(failure ?? new InvalidDataException("it has no end record, as if it was cut off"));
        return [];
    }

    private static List<ZipRecord> Read(SafeFileHandle file, ZipEnd end)
    {
        if (end.Size < 0 || end.Offset < 0 || end.Size > end.DirectoryEnd || end.Size > LargestDirectory)
        {
            throw new InvalidDataException("its end record claims a directory that can't be there");
        }

        var start = FindStart(file, end);
        var bytes = ZipEnd.ReadExactly(file, start, (int)end.Size).AsSpan();
        var records = new List<ZipRecord>();
        while (bytes.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var signature && signature != SignatureOfDirectory)
        {
            if (signature != RecordSignature || bytes.Length < RecordLength)
            {
                throw new InvalidDataException("its directory is damaged");
            }

            var length = RecordLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes[NameLengthOffset..]) +
                BinaryPrimitives.ReadUInt16LittleEndian(bytes[FieldsLengthOffset..]) +
                BinaryPrimitives.ReadUInt16LittleEndian(bytes[CommentLengthOffset..]);
            if (length > bytes.Length)
            {
                throw new InvalidDataException("its directory is cut off");
            }

            records.Add(Parse(bytes[..length], start - end.Offset));
            bytes = bytes[length..];
        }

        // Before zip64, tools wrote the lower 16 bits of a larger count.
        if (end.IsZip64 ? records.Count != end.Count : (ushort)records.Count != end.Count)
        {
            throw new InvalidDataException($"its directory has {records.Count} entries, not {end.Count}");
        }

        SetLimits(records, start);
        return records;
    }

    // Offsets count from where the zip starts, which is not the start of the file if a program or script precedes it.
    private static long FindStart(SafeFileHandle file, ZipEnd end)
    {
        var last = end.DirectoryEnd - end.Size;
        if (end.Offset == last || end.Size == 0 || (end.Offset < last && IsRecord(file, last)))
        {
            return last;
        }

        return end.Offset < last && IsRecord(file, end.Offset)
            ? end.Offset
            : throw new InvalidDataException("its directory is not where its end record says");
    }

    private static bool IsRecord(SafeFileHandle file, long position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(ZipEnd.ReadExactly(file, position, sizeof(uint))) == RecordSignature;

    private static ZipRecord Parse(ReadOnlySpan<byte> record, long prefix)
    {
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(record[NameLengthOffset..]);
        var fieldsLength = BinaryPrimitives.ReadUInt16LittleEndian(record[FieldsLengthOffset..]);
        var fields = record.Slice(RecordLength + nameLength, fieldsLength);
        var host = record[5];
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
        var large = ZipField.Find(fields, Zip64Field);
        var size = Large(ref large, BinaryPrimitives.ReadUInt32LittleEndian(record[24..]));
        var compressedSize = Large(ref large, BinaryPrimitives.ReadUInt32LittleEndian(record[20..]));
        var offset = Large(ref large, BinaryPrimitives.ReadUInt32LittleEndian(record[42..]));
        return new()
        {
            Name = ZipName.Decode(record.Slice(RecordLength, nameLength), flags, host, fields),
            Host = host,
            Flags = flags,
            Method = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]),
            Checksum = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]),
            CompressedSize = compressedSize,
            Size = size,
            Offset = offset > long.MaxValue - Math.Abs(prefix) ? -1 : offset + prefix,
            Attributes = BinaryPrimitives.ReadUInt32LittleEndian(record[38..]),
            ExpectedHeaderLength = LocalHeaderLength + nameLength + fieldsLength,
        };
    }

    // A number that does not fit stands in the zip64 field (4.5.3), which holds only those.
    private static long Large(ref ReadOnlySpan<byte> field, uint number)
    {
        if (number != uint.MaxValue || field.Length < sizeof(long))
        {
            return number;
        }

        var large = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[sizeof(long)..];
        return large;
    }

    // Entries that share data are how a small zip unpacks to far more than deflate can do: https://www.bamsoftware.com/hacks/zipbomb/.
    private static void SetLimits(List<ZipRecord> records, long directory)
    {
        var sorted = records.OrderByDescending(record => record.Offset).ToList();
        var limit = directory;
        for (var i = 0; i < sorted.Count; i++)
        {
            var record = sorted[i];
            if (record.Offset < 0 || record.Size < 0 || record.CompressedSize < 0 ||
                record.CompressedSize > limit - record.Offset - LocalHeaderLength)
            {
                throw new InvalidDataException(
                    i == 0 || record.Offset < 0
                        ? $"the entry {Display.Quote(record.Name)} does not lie in front of the directory"
                        : $"the data of the entry {Display.Quote(record.Name)} reaches into {Display.Quote(sorted[i - 1].Name)}");
            }

            record.Limit = limit;
            limit = record.Offset;
        }
    }
}
