using System.Globalization;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>A request that a <see cref="ScriptedEngine"/> got, and the way back.</summary>
public sealed class ScriptedExchange
{
    private readonly HttpReader _reader;
    private readonly Stream _output;
    private readonly string _server;
    private readonly CancellationToken _stop;

    internal ScriptedExchange(RecordedRequest request, HttpReader reader, Stream output, ScriptedStore store, CancellationToken stop)
    {
        Request = request;
        _reader = reader;
        _output = output;
        _server = (store.Server() is { } server ? $"Server: {server}\r\n" : string.Empty) +
            (store.ApiVersion() is { } version ? $"Api-Version: {version}\r\n" : string.Empty);
        _stop = stop;
    }

    /// <summary>The request, with as much of its body as was read.</summary>
    public RecordedRequest Request { get; }

    /// <summary>Whether the connection ends with this exchange.</summary>
    public bool Closed { get; private set; }

    /// <summary>Reads the request's body, at least so many bytes of it.</summary>
    public async Task ReadBodyAsync(long atLeast = long.MaxValue)
    {
        while (Request.BodyLength < atLeast && await _reader.ReadBodyAsync(Request, _stop))
        {
            // Each piece is recorded as it is read.
        }
    }

    /// <summary>Sends a whole answer.</summary>
    public Task SendAsync(int status, string body, string type = "application/json") => SendAsync(status, Encoding.UTF8.GetBytes(body), type);

    /// <inheritdoc cref="SendAsync(int, string, string)"/>
    public async Task SendAsync(int status, byte[] body, string type, string headers = "")
    {
        await SendRawAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} Scripted\r\n{_server}{headers}Content-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"));
        await _output.WriteAsync(body, _stop);
    }

    /// <summary>Starts an answer of many lines.</summary>
    public Task StartLinesAsync() =>
        SendRawAsync($"HTTP/1.1 200 OK\r\n{_server}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>Sends lines, each in a chunk of its own.</summary>
    public async Task SendLinesAsync(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await SendRawAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(line) + 1:x}\r\n{line}\n\r\n"));
        }
    }

    /// <summary>Ends an answer of many lines.</summary>
    public Task EndLinesAsync() => SendRawAsync("0\r\n\r\n");

    /// <summary>Sends text as it is.</summary>
    public async Task SendRawAsync(string text)
    {
        await _output.WriteAsync(Encoding.UTF8.GetBytes(text), _stop);
        await _output.FlushAsync(_stop);
    }

    /// <summary>Hangs up after this exchange.</summary>
    public void Close() => Closed = true;

    /// <summary>Does nothing until the client gives up, as far as an engine sees that: with the whole body; else until the test is over.</summary>
    public Task WaitForTheEndAsync() =>
        Request.IsComplete ? _reader.WaitForTheEndAsync(_stop) : Task.Delay(Timeout.InfiniteTimeSpan, _stop);
}
