using System.Text;
using LambdaImage.Diagnostics;

namespace LambdaImage.Layers.Zips;

/// <summary>
/// Counts what a zip becomes in the image, before it is made: contents, and the headers of files and folders, also of folders
/// that the zip implies. A small zip that becomes a large layer is rejected.
/// </summary>
/// <param name="zipSize">The length of the zip.</param>
internal sealed class ZipExpansion(long zipSize)
{
    // Deflate can't do better than 1032:1. Ordinary layers stay below 20:1, and Lambda takes 250 MB unzipped at most.
    private const long HighestRatio = 100;
    private const long FreeTotal = 256L * 1024 * 1024;

    // Headers are held in memory, contents aren't. An entry's header is at most 20 times what the zip needs for the entry; only
    // implied folders can be more.
    private const long HighestHeaderRatio = 20;
    private const long FreeHeaders = 64L * 1024 * 1024;

    private const int Block = 512;
    private const int ShortName = 90;

    private long _total;
    private long _headers;

    /// <summary>Counts contents.</summary>
    /// <param name="size">Their bytes.</param>
    /// <returns>Why that is too much, or <see langword="null"/>.</returns>
    public string? AddContent(long size)
    {
        _total = _total > long.MaxValue - size ? long.MaxValue : _total + size;
        return _total > FreeTotal && _total / HighestRatio > zipSize
            ? $"it becomes {Display.Size(_total)} from {Display.Size(zipSize)}, more than {HighestRatio} times its size"
            : null;
    }

    /// <summary>Counts an entry without its content: a header, and a record for a name that does not fit into it.</summary>
    /// <param name="path">The entry's name.</param>
    /// <returns>Why that is too much, or <see langword="null"/>.</returns>
    public string? AddHeader(ReadOnlySpan<char> path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        var size = Block + (length > ShortName || length > path.Length ? Block + ((length / Block) + 1) * Block : 0);
        _headers += size;
        return _headers > FreeHeaders && _headers / HighestHeaderRatio > zipSize
            ? $"its names and the folders they imply become more than {Display.Size(_headers)} from {Display.Size(zipSize)}, " +
                $"more than {HighestHeaderRatio} times its size"
            : AddContent(size);
    }
}
