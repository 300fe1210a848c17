using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Http;

/// <summary>A server that sends the same bytes after each request; if there are none, it is silent.</summary>
/// <param name="response">The bytes.</param>
internal sealed partial class RawServer(string? response) : LoopbackListener
{
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;

    /// <summary>How many requests it takes before it closes a connection.</summary>
    public int RequestsEach { get; init; } = int.MaxValue;

    /// <summary>Whether it reads what follows the head.</summary>
    public bool ReadsContent { get; init; } = true;

    /// <summary>Its address.</summary>
    public string Address => $"http://127.0.0.1:{Port}/";

    /// <summary>How many connections were made.</summary>
    public int Connections => _connections;

    /// <summary>The requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Ends when the first has come.</summary>
    public Task Received => _received.Task;

    /// <inheritdoc/>
    protected override async Task HandleAsync(Stream stream, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connections);
        for (var count = 0; count < RequestsEach; count++)
        {
            if (await ReadAsync(stream, cancellationToken) is not { } request)
            {
                return;
            }

            Requests.Enqueue(request);
            _received.TrySetResult();
            if (response is null)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(response!), cancellationToken);
            if (!ReadsContent)
            {
                // Until the client hangs up.
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        }
    }

    private async Task<string?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return null;
            }

            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            var end = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 || (text[0] is not (>= 'A' and <= 'Z')))
            {
                var length = LengthPattern().Match(text.ToString()) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
                if (!ReadsContent || end < 0 || text.Length >= end + 4 + length)
                {
                    return text.ToString();
                }
            }
        }
    }

    [GeneratedRegex("Content-Length: ([0-9]+)")]
    private static partial Regex LengthPattern();
}
