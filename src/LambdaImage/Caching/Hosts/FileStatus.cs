namespace LambdaImage.Caching.Hosts;

/// <summary>
/// What a file system knows of a file. Two statuses of one path are equal only if the path still names the same file and nobody
/// wrote to it in between: programs can set the modification time back, but not the change time.
/// </summary>
internal readonly record struct FileStatus
{
    /// <summary>What it is.</summary>
    public FileKind Kind { get; init; }

    /// <summary>Its permission bits, where the host has any.</summary>
    public UnixFileMode Mode { get; init; }

    /// <summary>The number of the user that owns it, where the host has owners.</summary>
    public uint Owner { get; init; }

    /// <summary>The number of the group that owns it, where the host has owners.</summary>
    public uint Group { get; init; }

    /// <summary>Its length in bytes.</summary>
    public long Size { get; init; }

    /// <summary>When its content was written last, in nanoseconds since 1970. Programs can set this to any time.</summary>
    public long Modified { get; init; }

    /// <summary>When the file system last noted any change of it, in nanoseconds since 1970; 0 if unknown.</summary>
    public long Changed { get; init; }

    /// <summary>The file system that it is on; 0 if unknown.</summary>
    public ulong Device { get; init; }

    /// <summary>Its number on that file system, or the lower half of it; 0 if unknown.</summary>
    public ulong Id { get; init; }

    /// <summary>
    /// The upper half of its number, which only Windows uses. Not one number of 128 bits: no method that touches one is compiled ahead of time.
    /// </summary>
    public ulong IdHigh { get; init; }
}
