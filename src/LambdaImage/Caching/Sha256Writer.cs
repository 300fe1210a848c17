using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LambdaImage.Caching;

/// <summary>Hashes a list of values, each preceded by its length, so that no two lists have the same bytes.</summary>
internal sealed class Sha256Writer : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[BufferSize];
    private int _used;

    /// <summary>Adds a text or the absence of one.</summary>
    /// <param name="value">The text.</param>
    public void Add(string? value)
    {
        if (value is null)
        {
            Add(-1);
            return;
        }

        Reserve(sizeof(long) + Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_used + sizeof(long)));
        Add(length);
        _used += length;
    }

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number.</param>
    public void Add(long value)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_used), value);
        _used += sizeof(long);
    }

    /// <summary>Adds names and their values, in the order of the names.</summary>
    /// <param name="pairs">The names and values.</param>
    public void Add(IReadOnlyDictionary<string, string> pairs)
    {
        Add(pairs.Count);
        foreach (var (name, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(name);
            Add(value);
        }
    }

    /// <summary>Ends the list.</summary>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public string End()
    {
        Flush();
        return ToHex(_hash);
    }

    /// <summary>Ends a hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <returns>Its value in lower-case hexadecimal.</returns>
    public static string ToHex(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return Convert.ToHexString(bytes).ToLowerInvariant();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Reserve(int size)
    {
        if (_buffer.Length - _used >= size)
        {
            return;
        }

        Flush();
        if (_buffer.Length < size)
        {
            _buffer = new byte[size];
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        _used = 0;
    }
}
