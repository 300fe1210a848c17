using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace LambdaImage.Engine;

/// <summary>A request's body of unknown length, of which no more is asked for once the engine has answered.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly HttpContent _body;

    [SuppressMessage("Usage", "CA2213", Justification = "The connection may outlive the request; without a timer there is nothing to free.")]
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Takes over a body.</summary>
    /// <param name="body">The body, owned by this object from now on.</param>
    public UploadContent(HttpContent body)
    {
        _body = body;
        foreach (var header in body.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    /// <summary>Is cancelled when no more is asked for.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Says that the engine has answered or hung up.</summary>
    /// <returns>The task of stopping.</returns>
    public Task StopAsync() => _stop.CancelAsync();

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(_stop.Cancel).ConfigureAwait(false);
        try
        {
            await _body.CopyToAsync(stream, context, Stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Who makes the rest learns that nobody reads it.
            _body.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }
}
