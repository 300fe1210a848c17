using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace LambdaImage.Json;

/// <summary>A JSON document of an image, and the digest by which others name it.</summary>
/// <param name="Content">The document in UTF-8.</param>
internal sealed record JsonBytes(byte[] Content)
{
    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Digest { get; } = Convert.ToHexString(SHA256.HashData(Content)).ToLowerInvariant();

    /// <summary>Writes a document.</summary>
    /// <param name="write">Writes it.</param>
    /// <returns>The document.</returns>
    public static JsonBytes Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            write(json);
        }

        return new(bytes.WrittenSpan.ToArray());
    }
}
