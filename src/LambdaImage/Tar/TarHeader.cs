using System.Text;

namespace LambdaImage.Tar;

/// <summary>One ustar header block.</summary>
internal static class TarHeader
{
    public const byte FileType = (byte)'0';
    public const byte LinkType = (byte)'2';
    public const byte DirectoryType = (byte)'5';
    public const byte PaxType = (byte)'x';

    /// <summary>The room for a name or a link's target, in bytes.</summary>
    public const int NameLength = 100;

    /// <summary>The largest size that the header can hold: eleven octal digits.</summary>
    public const long LargestSize = (1L << 33) - 1;

    private const int ModeOffset = 100;
    private const int UserOffset = 108;
    private const int GroupOffset = 116;
    private const int SizeOffset = 124;
    private const int TimeOffset = 136;
    private const int ChecksumOffset = 148;
    private const int TypeOffset = 156;
    private const int LinkOffset = 157;
    private const int MagicOffset = 257;
    private const int MajorOffset = 329;
    private const int MinorOffset = 337;

    private const int ShortNumber = 8;
    private const int LongNumber = 12;

    /// <summary>Whether a name can stand in the header itself: ASCII, and short enough.</summary>
    /// <param name="name">The name.</param>
    /// <param name="length">The room for it.</param>
    /// <returns>Whether it fits.</returns>
    public static bool Fits(string name, int length) => name.Length <= length && Ascii.IsValid(name);

    /// <summary>Writes a header.</summary>
    /// <param name="block">The block of 512 bytes, overwritten whole.</param>
    /// <param name="name">The entry's name; one that does not fit is cut, and stands in a PAX record instead.</param>
    /// <param name="type">The entry's type.</param>
    /// <param name="mode">Its permission bits.</param>
    /// <param name="size">Its size in bytes; one that does not fit is written as 0, and stands in a PAX record instead.</param>
    /// <param name="timestamp">Its time, in seconds since 1970.</param>
    /// <param name="linkTarget">A link's target.</param>
    public static void Write(Span<byte> block, string name, byte type, int mode, long size, long timestamp, string? linkTarget)
    {
        block.Clear();
        WriteName(block[..NameLength], name);
        WriteOctal(block.Slice(ModeOffset, ShortNumber), mode);
        WriteOctal(block.Slice(UserOffset, ShortNumber), 0);
        WriteOctal(block.Slice(GroupOffset, ShortNumber), 0);
        WriteOctal(block.Slice(SizeOffset, LongNumber), size > LargestSize ? 0 : size);
        WriteOctal(block.Slice(TimeOffset, LongNumber), timestamp);
        block[TypeOffset] = type;
        WriteName(block.Slice(LinkOffset, NameLength), linkTarget ?? string.Empty);
        "ustar\u000000"u8.CopyTo(block[MagicOffset..]);
        WriteOctal(block.Slice(MajorOffset, ShortNumber), 0);
        WriteOctal(block.Slice(MinorOffset, ShortNumber), 0);
        WriteChecksum(block);
    }

    private static void WriteName(Span<byte> field, string name)
    {
        for (var i = 0; i < Math.Min(field.Length, name.Length); i++)
        {
            field[i] = char.IsAscii(name[i]) ? (byte)name[i] : (byte)'_';
        }
    }

    // Octal digits with leading zeros, and a NUL at the end.
    private static void WriteOctal(Span<byte> field, long value)
    {
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    // The sum of all bytes, the checksum itself taken as blanks: six digits, a NUL and a blank.
    private static void WriteChecksum(Span<byte> block)
    {
        var field = block.Slice(ChecksumOffset, ShortNumber);
        field.Fill((byte)' ');
        var sum = 0;
        foreach (var value in block)
        {
            sum += value;
        }

        WriteOctal(field[..^1], sum);
        field[^1] = (byte)' ';
    }
}
