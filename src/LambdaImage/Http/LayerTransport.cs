using System.Net;
using LambdaImage.Diagnostics;

namespace LambdaImage.Http;

/// <summary>Sends the requests for layer versions, and says what went wrong when there was no response.</summary>
internal sealed class LayerTransport : IDisposable
{
    private readonly HttpClient _client;
    private readonly TimeSpan _patience;

    /// <summary>Makes a transport.</summary>
    /// <param name="certificates">Which roots to trust; the system's if not set.</param>
    /// <param name="proxy">The proxy; if not set, the one that HttpClient finds in environment or system.</param>
    /// <param name="patience">How long to wait for a response to start, and for it to go on.</param>
    public LayerTransport(TrustedCertificates? certificates, IWebProxy? proxy, TimeSpan patience)
    {
        _client = HttpClients.Create(certificates, proxy);
        _patience = patience;
    }

    /// <summary>Sends a request and waits for its response's head.</summary>
    /// <param name="request">The request.</param>
    /// <param name="what">What it is for, to start the message of a failure.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The response.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE4007: the server is not reached.</exception>
    /// <exception cref="TransientFailureException">The same, and it may pass.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string what, CancellationToken cancellationToken) => GuardAsync(
        what,
        request.RequestUri!.Host,
        token => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token),
        cancellationToken);

    /// <summary>Waits for a part of a response.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="what">What it is for, to start the message of a failure.</param>
    /// <param name="host">The server.</param>
    /// <param name="receive">Receives the part.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The part.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE4007: the server is not reached.</exception>
    /// <exception cref="TransientFailureException">The same, and it may pass.</exception>
    public async Task<T> GuardAsync<T>(string what, string host, Func<CancellationToken, Task<T>> receive, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            return await receive(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientFailureException(Unreachable(what, host, $"nothing came for {_patience.TotalSeconds:0.#} s", HttpRequestError.Unknown, exception));
        }
        catch (HttpRequestException exception) when (IsPermanent(exception))
        {
            throw Unreachable(what, host, Innermost(exception).Message, exception.HttpRequestError, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new TransientFailureException(Unreachable(what, host, Innermost(exception).Message, HttpRequestError.Unknown, exception));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static bool IsPermanent(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static LambdaImageException Unreachable(string what, string host, string why, HttpRequestError error, Exception exception) => new(
        DiagnosticCodes.LayerDownloadUnreachable,
        $"{what} failed: {host} was not reached, or the connection broke: {Display.Sentence(why)} " + error switch
        {
            HttpRequestError.SecureConnectionError =>
                "If a proxy decrypts TLS, set AWS_CA_BUNDLE to a PEM file with its certificate.",
            HttpRequestError.ProxyTunnelError =>
                "Check HTTPS_PROXY, with its user and password, or name the host in NO_PROXY.",
            _ => "Check the network, HTTPS_PROXY and NO_PROXY, and that the region exists.",
        },
        innerException: exception);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
