using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using LambdaImage.Caching;
using LambdaImage.Oci;

namespace LambdaImage.Tar;

/// <summary>Writes compressed blocks as one gzip member: https://www.rfc-editor.org/rfc/rfc1952.</summary>
/// <param name="output">Where the bytes go. It is left open.</param>
/// <param name="cancellationToken">Stops the writing.</param>
internal sealed class GzipMember(Stream output, CancellationToken cancellationToken) : IDisposable
{
    // No time and no name. The operating system is unknown (255), so that it is the same on all.
    private static readonly byte[] Header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    // An empty deflate block with the fixed codes, marked as the last.
    private static readonly byte[] LastBlock = [3, 0];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Crc32 _checksum = new();
    private long _contentLength;

    /// <summary>The number of bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Writes what comes before the blocks.</summary>
    /// <returns>The task of writing.</returns>
    public ValueTask BeginAsync() => WriteAsync(Header);

    /// <summary>Writes a block.</summary>
    /// <param name="block">The block, which is compressed.</param>
    /// <returns>The task of writing.</returns>
    public async ValueTask AppendAsync(GzipBlock block)
    {
        _checksum.Append(block.Content.Span);
        _contentLength += block.Content.Length;
        foreach (var part in block.Compressed)
        {
            await WriteAsync(part).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what comes after the blocks.</summary>
    /// <returns>The digest of all bytes written.</returns>
    public async ValueTask<Digest> EndAsync()
    {
        var trailer = new byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(sizeof(uint)), unchecked((uint)_contentLength));
        await WriteAsync(LastBlock).ConfigureAwait(false);
        await WriteAsync(trailer).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return Digest.OfSha256(Sha256Writer.ToHex(_hash));
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }
}
