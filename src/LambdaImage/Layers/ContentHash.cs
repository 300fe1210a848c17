using System.Buffers;
using System.Security.Cryptography;

namespace LambdaImage.Layers;

/// <summary>SHA-256 of content, in lower-case hexadecimal.</summary>
internal static class ContentHash
{
    /// <summary>The size of the pieces in which content is read, in bytes.</summary>
    public const int ChunkSize = 128 * 1024;

    /// <summary>Hashes a file.</summary>
    /// <param name="file">The file, with the length that it must have.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE3002: its length is another.</exception>
    public static string OfFile(FileState file)
    {
        using var handle = File.OpenHandle(file.Path, options: FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            long offset = 0;
            while (RandomAccess.Read(handle, buffer, offset) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                offset += read;
            }

            return offset == file.Size ? ToHex(hash) : throw file.Changed("its length is another");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Ends a hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <returns>Its value.</returns>
    public static string ToHex(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return ToHex(bytes);
    }

    /// <summary>Writes bytes in lower-case hexadecimal.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Two digits a byte.</returns>
    public static string ToHex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
}
