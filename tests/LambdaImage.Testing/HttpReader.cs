using System.Globalization;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>Reads HTTP/1.1 requests off a connection, bodies of known length and chunked ones.</summary>
/// <param name="input">The connection.</param>
internal sealed class HttpReader(Stream input)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _chunked;
    private long _remaining;

    /// <summary>Reads a request's head.</summary>
    /// <returns>The request, or <see langword="null"/> at the connection's end.</returns>
    public async Task<RecordedRequest?> ReadRequestAsync(CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(cancellationToken) is not { Length: > 0 } first)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var parts = first.Split(' ');
        var request = new RecordedRequest(parts[0], parts[1], headers);
        _chunked = headers.TryGetValue("Transfer-Encoding", out var encoding) && encoding.Contains("chunked", StringComparison.OrdinalIgnoreCase);
        _remaining = headers.TryGetValue("Content-Length", out var length) ? long.Parse(length, CultureInfo.InvariantCulture) : 0;
        request.IsComplete = !_chunked && _remaining == 0;
        return request;
    }

    /// <summary>Reads the next piece of a request's body.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> ReadBodyAsync(RecordedRequest request, CancellationToken cancellationToken)
    {
        if (request.IsComplete)
        {
            return false;
        }

        if (_chunked && _remaining == 0)
        {
            return await StartChunkAsync(request, cancellationToken);
        }

        if (_start == _end && !await FillAsync(cancellationToken))
        {
            return false;
        }

        var count = (int)Math.Min(_remaining, _end - _start);
        request.Append(_buffer.AsSpan(_start, count));
        _start += count;
        _remaining -= count;
        if (_remaining == 0)
        {
            request.IsComplete = !_chunked;
            return !_chunked || await ReadLineAsync(cancellationToken) is not null;
        }

        return true;
    }

    /// <summary>Waits until the client sends no more, as Go's server does once it has a request's body.</summary>
    public async Task WaitForTheEndAsync(CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken))
        {
            // A client that has no answer yet has nothing to say.
        }
    }

    private async Task<bool> StartChunkAsync(RecordedRequest request, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(cancellationToken) is not { Length: > 0 } size)
        {
            return false;
        }

        _remaining = long.Parse(size.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        request.IsComplete = _remaining == 0 && await ReadLineAsync(cancellationToken) is not null;
        return _remaining > 0;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (_start < _end || await FillAsync(cancellationToken))
        {
            var character = (char)_buffer[_start++];
            if (character == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(character);
        }

        return null;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await input.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
