using System.Diagnostics.CodeAnalysis;

namespace LambdaImage.Http;

/// <summary>A connection of <see cref="DirectHandler"/>, for one request after the other.</summary>
/// <param name="handler">Takes it back after each.</param>
/// <param name="origin">The server: scheme, host and port.</param>
/// <param name="socket">Its socket.</param>
/// <param name="stream">What to write to and read from; owned by this object.</param>
internal sealed class DirectConnection(DirectHandler handler, string origin, SocketConnection socket, Stream stream) : IDisposable
{
    // A head and a small body make one packet.
    private const int SmallContent = 16 * 1024;

    /// <summary>The server.</summary>
    public string Origin => origin;

    /// <summary>Sends a request and reads the response's head.</summary>
    /// <param name="request">The request.</param>
    /// <param name="head">Its head.</param>
    /// <param name="isLastTry">Whether to fail if the connection broke before anything came back.</param>
    /// <param name="cancellationToken">Stops it, and closes the connection.</param>
    /// <returns>The response; <see langword="null"/> if the connection broke, and another can be tried.</returns>
    /// <exception cref="HttpRequestException">The connection broke, or what responds does not speak HTTP.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The body of the response disposes of it.")]
    public async Task<HttpResponseMessage?> TrySendAsync(HttpRequestMessage request, byte[] head, bool isLastTry, CancellationToken cancellationToken)
    {
        var response = new ResponseStream(stream);
        try
        {
            if (!isLastTry && socket.IsReadable)
            {
                // Nothing was asked for, so it can only be the end.
                Dispose();
                return null;
            }

            return await SendAsync(request, head, response, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            Dispose();
            return isLastTry || response.HasStarted ? throw new HttpRequestException(response.HasStarted ? HttpRequestError.InvalidResponse : HttpRequestError.ResponseEnded, exception.Message, exception) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gives it back, to be used again.</summary>
    public void Release() => handler.Keep(this);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, byte[] head, ResponseStream response, CancellationToken cancellationToken)
    {
        socket.HoldsThread = request.Content is null && socket.IsLocal;
        var hasBody = request.Method != HttpMethod.Head;
        var isSent = true;
        ResponseHead received;
        if (request.Content is not { } content)
        {
            await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
            received = await response.ReadHeadAsync(cancellationToken, hasBody).ConfigureAwait(false);
        }
        else if (content.Headers.ContentLength <= SmallContent)
        {
            await stream.WriteAsync((byte[])[.. head, .. await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
            received = await response.ReadHeadAsync(cancellationToken, hasBody).ConfigureAwait(false);
        }
        else
        {
            (received, isSent) = await UploadAsync(head, content, response, cancellationToken).ConfigureAwait(false);
        }

        return Message(request, received, response, isSent && received.KeepsConnection);
    }

    // A server that takes no more of the content says so while it is sent.
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "It owns nothing.")]
    private async Task<(ResponseHead Head, bool IsSent)> UploadAsync(byte[] head, HttpContent content, ResponseStream response, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var receiving = response.ReadHeadAsync(cancellationToken);
        var upload = new UploadStream(stream);
        var sending = CopyAsync(stop.Token);
        if (await Task.WhenAny(receiving, sending).ConfigureAwait(false) == receiving && !sending.IsCompleted)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }

        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (sending.IsFaulted && !upload.IsBroken)
        {
            // The content can't be read, and the server waits for the rest.
            Dispose();
            await ((Task)receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await sending.ConfigureAwait(false);
        }

        return (await receiving.ConfigureAwait(false), sending.IsCompletedSuccessfully);

        async Task CopyAsync(CancellationToken token)
        {
            await upload.WriteAsync(head, token).ConfigureAwait(false);
            await content.CopyToAsync(upload, token).ConfigureAwait(false);
        }
    }

    private HttpResponseMessage Message(HttpRequestMessage request, ResponseHead received, ResponseStream response, bool canKeep)
    {
        var body = new DirectBody(this, response, canKeep);
        var message = new HttpResponseMessage(received.Status) { RequestMessage = request, Content = new StreamContent(body) };
        foreach (var (name, value) in received.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        body.ReleaseIfWhole();
        return message;
    }
}
