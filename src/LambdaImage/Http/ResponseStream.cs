using System.Buffers.Text;
using System.Net;

namespace LambdaImage.Http;

/// <summary>One response of a connection: first its head, and then its body as a stream.</summary>
/// <param name="connection">The connection, owned by the caller.</param>
internal sealed class ResponseStream(Stream connection) : ReadOnlyStream
{
    // A size has 16 digits at most. What may follow it says nothing to us, and no engine sends any of it.
    private const int LongestSizeLine = 4 * 1024;

    // Proxies send a few interim responses at most.
    private const int MostInterim = 100;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    // What of the body, or of its chunk, is still to come.
    private long _remaining;
    private bool _isChunked;
    private bool _isToTheEnd;
    private bool _hasLength;
    private bool _isAfterChunk;

    /// <summary>Whether the body was read to its end and nothing follows it. Of a body in chunks that is not known.</summary>
    public bool IsWhole => _hasLength && _remaining == 0 && _start == _end;

    /// <summary>Whether anything has come.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Reads the head; the rest of the stream is the body.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="hasBody">Whether a body follows, if the response has one at all; none follows the response to <c>HEAD</c>.</param>
    /// <returns>The head.</returns>
    /// <exception cref="IOException">What was received is not an HTTP response.</exception>
    public async Task<ResponseHead> ReadHeadAsync(CancellationToken cancellationToken, bool hasBody = true)
    {
        var interim = 0;
        while (true)
        {
            if (ResponseHead.Parse(_buffer.AsSpan(_start, _end - _start), out var length) is not { } head)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            _start += length;
            if (!head.IsInterim)
            {
                var isEmpty = !hasBody || head.Status is HttpStatusCode.NoContent or HttpStatusCode.NotModified;
                _isChunked = head.IsChunked && !isEmpty;
                _isToTheEnd = !head.IsChunked && head.Length is null && !isEmpty;
                _hasLength = isEmpty || head.Length is not null;
                _remaining = head.IsChunked || isEmpty ? 0 : head.Length ?? long.MaxValue;
                return head;
            }

            if (++interim > MostInterim)
            {
                throw new IOException("It sends interim responses without end.");
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_remaining == 0 && _isChunked)
        {
            await StartChunkAsync(cancellationToken).ConfigureAwait(false);
        }

        buffer = buffer[..(int)Math.Min(buffer.Length, _remaining)];
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var read = Math.Min(buffer.Length, _end - _start);
        if (read > 0)
        {
            _buffer.AsSpan(_start, read).CopyTo(buffer.Span);
            _start += read;
        }
        else
        {
            read = await connection.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        if (read == 0 && !_isToTheEnd)
        {
            throw HungUp();
        }

        _remaining -= read;
        return read;
    }

    private static IOException HungUp() => new("It hung up in the middle of its response.");

    // The size of a chunk stands in a line before it, and a line's end after it; what may follow the size after a semicolon, and
    // the last chunk, means nothing to us.
    private async ValueTask StartChunkAsync(CancellationToken cancellationToken)
    {
        while (!TryStartChunk())
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TryStartChunk()
    {
        var text = _buffer.AsSpan(_start, _end - _start);
        var skipped = _isAfterChunk ? 2 : 0;
        var length = text.Length < skipped ? -1 : text[skipped..].IndexOf("\r\n"u8);
        if (length < 0 ? text.Length >= LongestSizeLine : length > LongestSizeLine)
        {
            throw new ResponseTooLargeException("a chunk with a size line", LongestSizeLine);
        }

        if (length < 0)
        {
            return false;
        }

        if (!Utf8Parser.TryParse(text.Slice(skipped, length), out int size, out _, 'x') || size < 0)
        {
            throw new IOException("Its response has a chunk of no valid size.");
        }

        _start += skipped + length + 2;
        _remaining = size;
        _isChunked = size > 0;
        _isAfterChunk = true;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _end);
        }

        var read = await connection.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            throw _end == 0 ? new IOException("It hung up without a response.") : HungUp();
        }

        HasStarted = true;
        _end += read;
    }
}
