using System.Buffers.Text;
using System.Net;
using System.Text;

namespace LambdaImage.Engine;

/// <summary>Reads the one answer that a connection carries, as https://www.rfc-editor.org/rfc/rfc9112 describes it.</summary>
internal static class AnswerReader
{
    private const int LongestHead = 64 * 1024;

    /// <summary>Reads an answer as a whole.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="IOException">What comes is no answer, or not a whole one.</exception>
    public static async Task<EngineAnswer> ReadAsync(Stream connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (true)
        {
            var read = await connection.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            if (Parse(buffer.AsSpan(0, length), atEnd: read == 0) is { } answer)
            {
                return answer;
            }

            if (read == 0)
            {
                throw new IOException(length == 0 ? "It hung up without an answer." : "It hung up in the middle of its answer.");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * length);
            }
        }
    }

    // Null as long as more has to come.
    private static EngineAnswer? Parse(ReadOnlySpan<byte> text, bool atEnd)
    {
        if (!text.StartsWith("HTTP/1."u8[..Math.Min(text.Length, 7)]))
        {
            throw new IOException("Its answer is no HTTP.");
        }

        var end = text.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return text.Length < LongestHead ? null : throw new IOException("Its answer is no HTTP.");
        }

        var head = text[..(end + 2)];
        var rest = text[(end + 4)..];
        if (end < 12 || !Utf8Parser.TryParse(head[9..12], out int status, out var digits) || digits < 3)
        {
            throw new IOException("Its answer is no HTTP.");
        }

        // An interim answer, of which there may be any number, tells nothing.
        return status is >= 100 and < 200 ? Parse(rest, atEnd)
            : ReadBody(head, rest, atEnd) is { } body ? new((HttpStatusCode)status, body, Encoding.UTF8.GetString(Header(head, "Server"u8)))
            : null;
    }

    private static byte[]? ReadBody(ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest, bool atEnd)
    {
        if (Ascii.EqualsIgnoreCase(Header(head, "Transfer-Encoding"u8), "chunked"u8))
        {
            return ReadChunks(rest);
        }

        var text = Header(head, "Content-Length"u8);
        if (text.IsEmpty)
        {
            return atEnd ? rest.ToArray() : null;
        }

        return !Utf8Parser.TryParse(text, out int length, out var digits) || digits < text.Length || length < 0
            ? throw new IOException("Its answer has no valid length.")
            : rest.Length < length ? null : rest[..length].ToArray();
    }

    private static byte[]? ReadChunks(ReadOnlySpan<byte> rest)
    {
        using var body = new MemoryStream();
        while (rest.IndexOf("\r\n"u8) is >= 0 and var line)
        {
            // What may follow the size after a semicolon means nothing to us.
            if (!Utf8Parser.TryParse(rest[..line], out int size, out _, 'x') || size < 0)
            {
                throw new IOException("Its answer has a chunk of no valid size.");
            }

            rest = rest[(line + 2)..];
            if (size == 0)
            {
                return body.ToArray();
            }

            if (rest.Length - 2 < size)
            {
                return null;
            }

            body.Write(rest[..size]);
            rest = rest[(size + 2)..];
        }

        return null;
    }

    // Empty without such a header.
    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        while (head.IndexOf("\r\n"u8) is >= 0 and var end)
        {
            var line = head[..end];
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return line[(name.Length + 1)..].Trim(" \t"u8);
            }

            head = head[(end + 2)..];
        }

        return [];
    }
}
