using System.Text;
using LambdaImage.Http;

namespace LambdaImage.Engines.Http;

/// <summary>Reads the lines of a stream, each of a bounded length. What is not UTF-8 becomes U+FFFD.</summary>
/// <param name="stream">The stream, owned by the caller.</param>
internal sealed class LineReader(Stream stream)
{
    /// <summary>The longest line in bytes; engines send some kilobytes.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _searched;
    private int _end;
    private bool _isOver;

    /// <summary>Reads the next line.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The line without its end; <see langword="null"/> after the last.</returns>
    /// <exception cref="ResponseTooLargeException">The line is too long.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake() is { } line)
            {
                return line;
            }

            if (_isOver)
            {
                return _start < _end ? Take(_end - _start, end: 0) : null;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private string? TryTake()
    {
        var length = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        if (length >= 0)
        {
            return Take(_searched - _start + length, end: 1);
        }

        _searched = _end;
        return _end - _start <= LongestLine ? null : throw new ResponseTooLargeException("a line", LongestLine);
    }

    private string Take(int length, int end)
    {
        var line = Encoding.UTF8.GetString(_buffer, _start, length).TrimEnd('\r');
        _start += length + end;
        _searched = _start;
        return line;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _searched, _end) = (0, _searched - _start, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _end);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _isOver = read == 0;
        _end += read;
    }
}
