using System.Globalization;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>HTTP/1.1 by hand, one request a connection, so that answers can be broken at any byte.</summary>
internal static class LayerConnection
{
    private const int LongestHead = 32 * 1024;

    // https://www.rfc-editor.org/rfc/rfc8446#section-5.1: how a client starts that wants TLS. No method of HTTP does.
    private const byte TlsHandshake = 22;

    /// <summary>Reads a request; <see langword="null"/> if the client goes away first, or wants TLS.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="beforeBody">Is awaited with what came so far before a body is read.</param>
    public static async Task<LayerRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken, Func<LayerRequest, Task>? beforeBody = null)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!Ends(head))
        {
            if (head.Count > LongestHead || await stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0)
            {
                return null;
            }

            head.Add(one[0]);
            if (head is [TlsHandshake])
            {
                return null;
            }
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var start = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        if (body.Length > 0 && beforeBody is not null)
        {
            await beforeBody(new(start[0], start[1], headers, default)).ConfigureAwait(false);
        }

        await stream.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
        return new(start[0], start[1], headers, body);
    }

    /// <summary>Sends an answer, as far as it says.</summary>
    public static async Task WriteAsync(Stream stream, LayerResponse answer, CancellationToken cancellationToken)
    {
        if (answer.IsSilent)
        {
            _ = await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
            return;
        }

        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Scripted\r\nConnection: close\r\n");
        foreach (var (name, value) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if (answer.HasLength)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(answer.Body[..(answer.SentLength ?? answer.Body.Length)], cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Stalls)
        {
            _ = await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Ends(List<byte> head) => head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n';
}
