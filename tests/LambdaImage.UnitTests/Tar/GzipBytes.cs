using System.IO.Compression;
using ICSharpCode.SharpZipLib.GZip;
using LambdaImage.Tar;

namespace LambdaImage.UnitTests.Tar;

/// <summary>Contents, and what <see cref="GzipWriter"/> makes of them.</summary>
internal static class GzipBytes
{
    private const int Seed = 7;
    private const int SmallPiece = 10_000;

    /// <summary>Compresses a content, written in pieces.</summary>
    public static async Task<byte[]> OfAsync(byte[] content, int degree = 2, System.Random? feeding = null)
    {
        using var output = new MemoryStream();
        await using var writer = new GzipWriter(output, degree);
        await FeedAsync(writer, content, CancellationToken.None, feeding);
        await writer.CompleteAsync();
        return output.ToArray();
    }

    /// <summary>Writes in pieces of any size, some larger than a block, and flushes in between.</summary>
    public static async Task FeedAsync(GzipWriter writer, byte[] content, CancellationToken token, System.Random? random = null)
    {
        random ??= new System.Random(Seed);
        var largest = random.Next(2) == 0 ? SmallPiece : 2 * GzipBlock.Size;
        for (var written = 0; written < content.Length;)
        {
            var length = Math.Min(content.Length - written, random.Next(largest));
            content.AsSpan(written, length).CopyTo(writer.GetSpan(length));
            writer.Advance(length);
            written += length;
            if (random.Next(2) == 0)
            {
                await writer.FlushAsync(token);
            }
        }
    }

    /// <summary>Other readers must make of compressed bytes what was compressed.</summary>
    public static async Task AssertUnpacksAsync(byte[] content, byte[] bytes)
    {
        using var compressed = new MemoryStream(bytes);
        using var unpacked = new MemoryStream();
        using var framework = new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        await framework.CopyToAsync(unpacked);
        Assert.IsTrue(content.AsSpan().SequenceEqual(unpacked.ToArray()));

        compressed.Position = 0;
        unpacked.SetLength(0);
        using var library = new GZipInputStream(compressed);
        await library.CopyToAsync(unpacked);
        Assert.IsTrue(content.AsSpan().SequenceEqual(unpacked.ToArray()));
    }

    /// <summary>Bytes that compress the less, the more values they have. 256 do not compress.</summary>
    public static byte[] Random(int length, int seed, int values)
    {
        var random = new System.Random(seed);
        var bytes = new byte[length];
        random.NextBytes(bytes);
        for (var i = 0; values < 256 && i < length; i++)
        {
            bytes[i] = (byte)(bytes[i] % values);
        }

        return bytes;
    }

    /// <summary>Text that compresses well.</summary>
    public static byte[] Lines(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length / 16).Select(line => $"This is line {line * 31}\n"));
        return System.Text.Encoding.ASCII.GetBytes(text)[..length];
    }
}
