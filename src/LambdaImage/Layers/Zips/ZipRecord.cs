namespace LambdaImage.Layers.Zips;

/// <summary>
/// What the central directory of a zip says about one entry. The format is
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.12 and 4.4).
/// </summary>
internal sealed record ZipRecord
{
    /// <summary>The method of entries that are not compressed.</summary>
    public const int Stored = 0;

    /// <summary>The method of deflated entries.</summary>
    public const int Deflated = 8;

    // Encrypted, strongly encrypted, and with a masked directory (4.4.4).
    private const int EncryptionFlags = 0x2041;

    // The Unix mode is the upper half of the external attributes (4.4.15), its file type the upper four bits of that: inode(7).
    private const int ModeShift = 16;
    private const int TypeShift = 12;
    private const int RegularType = 0x8;
    private const int DirectoryType = 0x4;
    private const int LinkType = 0xA;

    /// <summary>The name as the zip has it, decoded.</summary>
    public required string Name { get; init; }

    /// <summary>The system that the entry was made on (4.4.2).</summary>
    public required int Host { get; init; }

    /// <summary>The general purpose flags.</summary>
    public required int Flags { get; init; }

    /// <summary>The compression method.</summary>
    public required int Method { get; init; }

    /// <summary>The CRC-32 of the content.</summary>
    public required uint Checksum { get; init; }

    /// <summary>How many bytes the entry's data takes in the zip.</summary>
    public required long CompressedSize { get; init; }

    /// <summary>The length of the content, as the directory claims it.</summary>
    public required long Size { get; init; }

    /// <summary>Where the entry's local header starts in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>The external attributes.</summary>
    public required uint Attributes { get; init; }

    /// <summary>How long the local header is if it holds the same name and extra fields as the directory.</summary>
    public required int ExpectedHeaderLength { get; init; }

    /// <summary>Where the next entry or the directory starts: the entry's data must end before.</summary>
    public long Limit { get; set; }

    /// <summary>The file's mode with its type, or 0 if the zip has none.</summary>
    public int Mode => (int)(Attributes >> ModeShift);

    /// <summary>Whether the mode is that of a folder. A folder's name can also have the mode of a file, from tools that know one mode only.</summary>
    public bool HasFolderMode => Type == DirectoryType;

    /// <summary>Whether the data is encrypted.</summary>
    public bool IsEncrypted => (Flags & EncryptionFlags) != 0;

    private int Type => Mode >> TypeShift;

    /// <summary>What the entry is.</summary>
    /// <param name="path">Its name, with <c>/</c> between its parts.</param>
    /// <returns>The kind, or <see langword="null"/> for a pipe, socket or device.</returns>
    public EntryKind? KindOf(string path) => Type switch
    {
        _ when HasFolderMode || path.EndsWith('/') => EntryKind.Directory,
        LinkType => EntryKind.SymbolicLink,
        RegularType or 0 => EntryKind.File,
        _ => null,
    };
}
