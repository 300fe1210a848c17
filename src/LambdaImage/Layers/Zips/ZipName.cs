using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Unicode;

namespace LambdaImage.Layers.Zips;

/// <summary>How the bytes of a name in a zip become a path. The rules are those of Info-ZIP's unzip on Linux.</summary>
internal static class ZipName
{
    private const int Utf8Flag = 0x800;

    // The "version made by" hosts: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.4.2). Info-ZIP writes 11 for NTFS.
    private const int Unix = 3;
    private const int MacOS = 19;

    // The Info-ZIP Unicode path field (4.6.9): version, the CRC-32 of the name that it replaces, and the name in UTF-8.
    private const int UnicodePathField = 0x7075;
    private const int UnicodePathVersion = 1;
    private const int UnicodePathHeader = 5;

    private static readonly Encoding DosEncoding = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>
    /// Decodes a name: the Unicode path field if it belongs to this name; UTF-8 if the flag says so or the bytes are UTF-8, as
    /// many tools don't set the flag; else code page 437. Names made on Unix have no code page, so those that aren't UTF-8 get
    /// replacement characters, which <see cref="EntryName"/> rejects.
    /// </summary>
    /// <param name="name">The name's bytes.</param>
    /// <param name="flags">The general purpose flags.</param>
    /// <param name="host">The system that the entry was made on.</param>
    /// <param name="fields">The entry's extra fields.</param>
    /// <returns>The name.</returns>
    public static string Decode(ReadOnlySpan<byte> name, int flags, int host, ReadOnlySpan<byte> fields)
    {
        var field = ZipField.Find(fields, UnicodePathField);
        if (field.Length > UnicodePathHeader && field[0] == UnicodePathVersion &&
            BinaryPrimitives.ReadUInt32LittleEndian(field[1..]) == Crc32.HashToUInt32(name) &&
            Utf8.IsValid(field[UnicodePathHeader..]))
        {
            name = field[UnicodePathHeader..];
        }

        return IsUnix(host) || (flags & Utf8Flag) != 0 || Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : DosEncoding.GetString(name);
    }

    /// <summary>
    /// A name with <c>/</c> between its parts. <c>\</c> is an ordinary character on Unix. Elsewhere it separates parts if the
    /// name has no <c>/</c>: the tools that write <c>\</c> write nothing else, and others that claim to be DOS run on Linux too.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="host">The system that the entry was made on.</param>
    /// <returns>The path.</returns>
    public static string WithSlashes(string name, int host) =>
        IsUnix(host) || name.Contains('/', StringComparison.Ordinal) ? name : name.Replace('\\', '/');

    /// <summary>Whether a path is absolute: from the root, or from a Windows drive if it was not made on Unix.</summary>
    /// <param name="path">The path, with <c>/</c> between its parts.</param>
    /// <param name="host">The system that the entry was made on.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsAbsolute(string path, int host) =>
        path.StartsWith('/') ||
        (!IsUnix(host) && path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '/' or '\\');

    private static bool IsUnix(int host) => host is Unix or MacOS;
}
