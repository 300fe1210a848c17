using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LambdaImage.Http;

namespace LambdaImage.Engines.Http;

/// <summary>
/// A request to the engine and its response, on a connection of their own. It is made by hand, since the framework's client can't do
/// three things. It sends a body to its end before it looks for a response, where an engine that is full or refuses answers in the
/// middle and reads no further. It knows no way to say that nobody waits any more and yet hear how that ended. And each build starts in
/// a new process, in which loading and compiling that client took 30 ms on one machine, as long as all else that a small build does
/// before it sends.
/// </summary>
/// <param name="connection">The connection, owned by this object from now on.</param>
internal sealed class EngineExchange(Stream connection) : IDisposable
{
    // The end of a body travels with its last bytes: an engine that stops reading where the tar ends has seen the body's end as well, and
    // only then does Go's server look whether the client is still there. Below the 4 KB that it reads at once.
    private const int LastChunk = 1024;

    // A listing of ten thousand images has ten megabytes.
    private const int LargestBody = 64 * 1024 * 1024;

    // Errors are quoted in messages; the start of a larger one says enough.
    private const int LargestError = 64 * 1024;

    private readonly ResponseStream _response = new(connection);
#pragma warning disable CA2213 // Disposable fields should be disposed of: it is the connection.
    private readonly PatientStream? _patient = connection as PatientStream;
#pragma warning restore CA2213
    private Task<ResponseHead>? _head;

    /// <summary>The response's body, once its head is read.</summary>
    public Stream Body => _response;

    /// <summary>Sends a request without a body.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path and query, escaped.</param>
    /// <param name="registryAuth">The header <c>X-Registry-Auth</c>, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>The task of sending.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask SendAsync(string method, string path, string? registryAuth, CancellationToken cancellationToken) =>
        WriteAsync(
            $"{method} {path} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n" +
            (method == "POST" ? "Content-Length: 0\r\n" : string.Empty) +
            (registryAuth is null ? "\r\n" : $"X-Registry-Auth: {registryAuth}\r\n\r\n"),
            cancellationToken);

    /// <summary>Sends a <c>POST</c> request whose body is JSON.</summary>
    /// <param name="path">The path and query, escaped.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>The task of sending.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask PostAsync(string path, byte[] body, CancellationToken cancellationToken) => connection.WriteAsync(
        (byte[])
        [
            .. Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"POST {path} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n")),
            .. body,
        ],
        cancellationToken);

    /// <summary>Sends the head of a request whose body is a tar. From now on a response is looked for.</summary>
    /// <param name="path">The path and query, escaped.</param>
    /// <param name="start">The first bytes of the body, if they are known already.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>The task of sending.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task StartUploadAsync(string path, ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        var head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n\r\n");
        await connection.WriteAsync((byte[])[.. head, .. start.IsEmpty ? [] : Chunk(start.Span)], cancellationToken).ConfigureAwait(false);

        // Until the body is sent, the engine is right to wait.
        LimitReads(false);
        _head = _response.ReadHeadAsync(CancellationToken.None);
    }

    /// <summary>Sends the body, or the rest of it, as far as the engine wants it: one that responds or hangs up before the end wants nothing of the rest.</summary>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>The task of sending.</returns>
    public async Task UploadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendBodyAsync(body, stop.Token);
        await Task.WhenAny(sending, _head!).ConfigureAwait(false);
        if (!sending.IsCompleted)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_head!.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            // The response says why.
        }
    }

    /// <summary>Reads the response's head.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The head.</returns>
    /// <exception cref="IOException">The connection broke, or what responds does not speak HTTP.</exception>
    /// <exception cref="EngineSilentException">The engine was silent for too long.</exception>
    public async Task<ResponseHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = await (_head is null ? _response.ReadHeadAsync(cancellationToken)
            : _patient is null ? _head.WaitAsync(cancellationToken)
            : _patient.WaitAsync(_head, cancellationToken)).ConfigureAwait(false);
        LimitReads(true);
        return head;
    }

    /// <summary>Reads the response's body to its end.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The body.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="ResponseTooLargeException">The body is larger than that of any engine.</exception>
    public async Task<byte[]> ReadBodyAsync(CancellationToken cancellationToken) =>
        await ReadUpToAsync(LargestBody, cancellationToken).ConfigureAwait(false) is { IsWhole: true } body
            ? body.Bytes
            : throw new ResponseTooLargeException("a body", LargestBody);

    /// <summary>Reads the body of an error, or the start of a large one.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The body.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<byte[]> ReadErrorAsync(CancellationToken cancellationToken) =>
        (await ReadUpToAsync(LargestError, cancellationToken).ConfigureAwait(false)).Bytes;

    /// <summary>Makes sure that the engine does what it was asked for.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The task of reading the response's head.</returns>
    /// <exception cref="EngineErrorException">It does not.</exception>
    public async Task EnsureAcceptedAsync(CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head.Status != HttpStatusCode.OK)
        {
            throw new EngineErrorException(head.Status, Encoding.UTF8.GetString(await ReadErrorAsync(cancellationToken).ConfigureAwait(false)));
        }
    }

    /// <summary>
    /// Tells the engine that nobody waits any more, and goes on listening: it sees the connection's end from this side, gives up, and
    /// says so. A pipe has no such half; it is closed.
    /// </summary>
    public void GiveUp()
    {
        try
        {
            if ((_patient?.Inner ?? connection) is NetworkStream network)
            {
                network.Socket.Shutdown(SocketShutdown.Send);
            }
            else
            {
                connection.Dispose();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It ended on its own.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connection.Dispose();
        _response.Dispose();

        // What nobody waits for any more fails unheard.
        _head?.ContinueWith(static head => head.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private void LimitReads(bool areLimited)
    {
        if (_patient is not null)
        {
            _patient.LimitsReads = areLimited;
        }
    }

    private async Task<(byte[] Bytes, bool IsWhole)> ReadUpToAsync(int limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await _response.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (body.Length + read > limit)
            {
                body.Write(buffer.AsSpan(0, (int)(limit - body.Length)));
                return (body.ToArray(), false);
            }

            body.Write(buffer.AsSpan(0, read));
        }

        return (body.ToArray(), true);
    }

    private async Task SendBodyAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var lineEnd = string.Empty;

        // How many of the next bytes the pipe knows as examined. A reader may not take that back.
        long examined = 0;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            var bytes = read.Buffer;
            var isLast = read.IsCompleted && bytes.Length <= LastChunk;
            var piece = isLast ? bytes : FirstSegment(bytes.Slice(0, Math.Max(0, bytes.Length - LastChunk)));
            try
            {
                if (isLast)
                {
                    await connection.WriteAsync(End(lineEnd, piece), cancellationToken).ConfigureAwait(false);
                }
                else if (!piece.IsEmpty)
                {
                    await WriteAsync(ChunkHead(lineEnd, piece.Length), cancellationToken).ConfigureAwait(false);
                    await connection.WriteAsync(piece.First, cancellationToken).ConfigureAwait(false);
                    lineEnd = "\r\n";
                }
            }
            catch (IOException)
            {
                // If the engine hung up without a word, reading its response says so.
                return;
            }

            // Bytes that are held back count as examined, so that the next read waits for more.
            var rest = bytes.Length - piece.Length;
            examined = rest <= LastChunk ? rest : Math.Max(0, examined - piece.Length);
            body.AdvanceTo(piece.End, bytes.GetPosition(piece.Length + examined));
            if (isLast)
            {
                return;
            }
        }
    }

    private static ReadOnlySequence<byte> FirstSegment(ReadOnlySequence<byte> bytes) => bytes.Slice(0, bytes.First.Length);

    private static string ChunkHead(string lineEnd, long length) => string.Create(CultureInfo.InvariantCulture, $"{lineEnd}{length:x}\r\n");

    private static byte[] End(string lineEnd, ReadOnlySequence<byte> last) =>
        [.. Encoding.ASCII.GetBytes(lineEnd), .. last.IsEmpty ? [] : Chunk(last.ToArray()), .. "0\r\n\r\n"u8];

    private static byte[] Chunk(ReadOnlySpan<byte> bytes) => [.. Encoding.ASCII.GetBytes(ChunkHead(string.Empty, bytes.Length)), .. bytes, .. "\r\n"u8];

    private ValueTask WriteAsync(string text, CancellationToken cancellationToken) =>
        connection.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
}
