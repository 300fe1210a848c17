using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LambdaImage.Specification;

namespace LambdaImage.EngineTests.Support;

/// <summary>One file, folder or link as it stands in an image. Values are equal when everything about them is.</summary>
internal sealed record ImageFile
{
    public required TarEntryType Kind { get; init; }

    /// <summary>Permission bits in octal, set-uid, set-gid and sticky included.</summary>
    public required string Mode { get; init; }

    public long Size { get; init; }

    /// <summary><c>user:group</c>, as numbers.</summary>
    public string Owner { get; init; } = "0:0";

    /// <summary>Time of last change, in seconds since 1970.</summary>
    public long Time { get; init; } = ImageSpec.DefaultTimestamp;

    public string Link { get; init; } = string.Empty;

    public string Sha256 { get; init; } = string.Empty;

    public static ImageFile File(string content, string mode = "0644") => File(Encoding.UTF8.GetBytes(content), mode);

    public static ImageFile File(byte[] content, string mode = "0644") => new()
    {
        Kind = TarEntryType.RegularFile,
        Mode = mode,
        Size = content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
    };

    public static ImageFile Directory(string mode = "0755") => new() { Kind = TarEntryType.Directory, Mode = mode };

    public static ImageFile SymbolicLink(string target) => new() { Kind = TarEntryType.SymbolicLink, Mode = "0777", Link = target };

    public static async Task<ImageFile> ReadAsync(TarEntry entry, CancellationToken cancellationToken) => new()
    {
        Kind = entry.EntryType == TarEntryType.V7RegularFile ? TarEntryType.RegularFile : entry.EntryType,
        Mode = Convert.ToString((int)entry.Mode, 8).PadLeft(4, '0'),
        Size = entry.Length,
        Owner = string.Create(CultureInfo.InvariantCulture, $"{entry.Uid}:{entry.Gid}"),
        Time = entry.ModificationTime.ToUnixTimeSeconds(),
        Link = entry.LinkName,
        Sha256 = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
            ? Convert.ToHexStringLower(await SHA256.HashDataAsync(entry.DataStream ?? Stream.Null, cancellationToken))
            : string.Empty,
    };
}
