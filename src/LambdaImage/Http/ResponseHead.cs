using System.Buffers.Text;
using System.Net;
using System.Text;

namespace LambdaImage.Http;

/// <summary>The head of a response, as https://www.rfc-editor.org/rfc/rfc9112 describes it.</summary>
/// <param name="Status">Its status.</param>
/// <param name="IsChunked">Whether its body comes in chunks, each with its size before it.</param>
/// <param name="Length">The body's length in bytes; <see langword="null"/> if the body goes to the connection's end.</param>
internal sealed record ResponseHead(HttpStatusCode Status, bool IsChunked, long? Length)
{
    private byte[] _fields = [];

    private const int Longest = 64 * 1024;

    /// <summary>Whether another response follows: an interim one, of which there may be any number, tells nothing.</summary>
    public bool IsInterim => (int)Status is >= 100 and < 200;

    /// <summary>Whether the connection can be used for another request when the body is read.</summary>
    public bool KeepsConnection { get; private init; }

    /// <summary>All headers, in order.</summary>
    public IEnumerable<(string Name, string Value)> Headers
    {
        get
        {
            foreach (var line in Encoding.Latin1.GetString(_fields).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                {
                    yield return (line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
                }
            }
        }
    }

    /// <summary>Reads a head.</summary>
    /// <param name="text">What has come so far.</param>
    /// <param name="length">How much of it is the head.</param>
    /// <returns>The head; <see langword="null"/> as long as more has to come.</returns>
    /// <exception cref="IOException">It is none.</exception>
    public static ResponseHead? Parse(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (!text.StartsWith("HTTP/1."u8[..Math.Min(text.Length, 7)]))
        {
            throw NoHttp();
        }

        var end = text.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return text.Length < Longest ? null : throw NoHttp();
        }

        length = end + 4;
        var head = text[..(end + 2)];
        if (end < 12 || !Utf8Parser.TryParse(head[9..12], out int status, out var digits) || digits < 3)
        {
            throw NoHttp();
        }

        var isChunked = Ascii.EqualsIgnoreCase(Header(head, "Transfer-Encoding"u8), "chunked"u8);
        var fields = head[(head.IndexOf("\r\n"u8) + 2)..];
        return new((HttpStatusCode)status, isChunked, isChunked ? null : LengthIn(fields))
        {
            KeepsConnection = head[7] != (byte)'0' && !Ascii.EqualsIgnoreCase(Header(fields, "Connection"u8), "close"u8),
            _fields = fields.ToArray(),
        };
    }

    /// <summary>Reads a header.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value, the first if there are several; empty without such a header.</returns>
    public string Header(string name) => Encoding.UTF8.GetString(Header(_fields, Encoding.ASCII.GetBytes(name)));

    private static IOException NoHttp() => new("Its response is not HTTP.");

    private static long? LengthIn(ReadOnlySpan<byte> head)
    {
        var text = Header(head, "Content-Length"u8);
        return text.IsEmpty ? null
            : Utf8Parser.TryParse(text, out long length, out var digits) && digits == text.Length && length >= 0 ? length
            : throw new IOException("Its response has no valid length.");
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
