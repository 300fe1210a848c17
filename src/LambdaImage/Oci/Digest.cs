using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace LambdaImage.Oci;

/// <summary>The digest of some bytes, by which content is addressed: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests.</summary>
public sealed record Digest
{
    private const string Sha256 = "sha256:";
    private const string Sha512 = "sha512:";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string _value;

    private Digest(string value) => _value = value;

    /// <summary>The algorithm, <c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => _value[..(Sha256.Length - 1)];

    /// <summary>The hash in lower-case hexadecimal.</summary>
    public string Hex => _value[Sha256.Length..];

    /// <summary>The SHA-256 digest of some bytes.</summary>
    /// <param name="content">The bytes.</param>
    /// <returns>The digest.</returns>
    public static Digest Of(ReadOnlySpan<byte> content) => OfSha256(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The digest that has a certain SHA-256 hash.</summary>
    /// <param name="hex">The hash, 64 hexadecimal digits in lower case.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Digest OfSha256(string hex) => ParseOrNull(Sha256 + hex) ?? throw new FormatException($"'{hex}' is no SHA-256 hash");

    /// <summary>Reads a digest.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The digest; <see langword="null"/> if the text is none, or one of another algorithm.</returns>
    public static Digest? ParseOrNull(string? value)
    {
        var digits = value is null ? 0
            : value.StartsWith(Sha256, StringComparison.Ordinal) ? SHA256.HashSizeInBytes * 2
            : value.StartsWith(Sha512, StringComparison.Ordinal) ? SHA512.HashSizeInBytes * 2
            : 0;
        return digits > 0 && value!.Length == Sha256.Length + digits && !value.AsSpan(Sha256.Length).ContainsAnyExcept(HexDigits) ? new(value) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => _value;

    /// <summary>Reads a digest from JSON of others.</summary>
    /// <param name="value">The text, or <see langword="null"/> if there is none.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    internal static Digest Read(string? value) => ParseOrNull(value) ?? throw new JsonException($"'{value}' is not a digest");
}
