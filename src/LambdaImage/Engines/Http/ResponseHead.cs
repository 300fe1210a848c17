using System.Buffers.Text;
using System.Net;
using System.Text;

namespace LambdaImage.Engines.Http;

/// <summary>The head of a response, as https://www.rfc-editor.org/rfc/rfc9112 describes it.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Server">Its header <c>Server</c>: who responds; empty if it says nothing.</param>
/// <param name="IsChunked">Whether its body comes in chunks, each with its size before it.</param>
/// <param name="Length">The body's length in bytes; <see langword="null"/> if the body goes to the connection's end.</param>
internal sealed record ResponseHead(HttpStatusCode Status, string Server, bool IsChunked, long? Length)
{
    /// <summary>Its header <c>Api-Version</c>: the newest version of the API that the engine speaks; empty if there is none.</summary>
    public string ApiVersion { get; init; } = string.Empty;

    /// <summary>Its header <c>X-Docker-Container-Path-Stat</c>: what a container holds at a path, in base64; empty if there is none.</summary>
    public string PathStat { get; init; } = string.Empty;

    private const int Longest = 64 * 1024;

    /// <summary>Whether another response follows: an interim one, of which there may be any number, tells nothing.</summary>
    public bool IsInterim => (int)Status is >= 100 and < 200;

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
        return new((HttpStatusCode)status, Encoding.UTF8.GetString(Header(head, "Server"u8)), isChunked, isChunked ? null : LengthIn(head))
        {
            ApiVersion = Encoding.UTF8.GetString(Header(head, "Api-Version"u8)),
            PathStat = Encoding.UTF8.GetString(Header(head, "X-Docker-Container-Path-Stat"u8)),
        };
    }

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
