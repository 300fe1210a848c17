using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Oci;
using LambdaImage.Registries.Credentials;
namespace LambdaImage.Registries;

/// <summary>
/// Sends requests to registries: finds out whether one speaks TLS, logs in where it asks for that, and goes where it is sent on to, without the
/// credentials.
/// </summary>
/// <param name="credentials">Where credentials come from.</param>
/// <param name="patience">How long nothing may come; a minute if not given.</param>
internal sealed class RegistryConnection(ICredentialSource credentials, TimeSpan? patience = null) : IDisposable
{
    private const int MostRedirects = 5;

    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(1);

    private readonly HttpMessageInvoker _client = new(new DirectHandler());
    private readonly RegistryLogin _login = new(credentials);
    private readonly ConcurrentDictionary<string, string> _schemes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _authorizations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The response, whatever its status is.</returns>
    /// <exception cref="RegistryException">There is none, or no login.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The response disposes of it.")]
    public async Task<RegistryResponse> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var registry = request.Image.Registry;
        var silence = new SilenceLimit(patience ?? DefaultPatience, cancellationToken);
        try
        {
            return new(await SendAsync(request, silence).ConfigureAwait(false), silence, registry, cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            using (silence)
            {
                throw Silent(registry, silence, exception);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            silence.Dispose();
            throw Broken(registry, exception);
        }
        catch
        {
            silence.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        foreach (var turn in _turns.Values)
        {
            turn.Dispose();
        }
    }

    /// <summary>The failure of a registry from which nothing came.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="silence">How long nothing came.</param>
    /// <param name="cause">What it was caused by.</param>
    /// <returns>The failure.</returns>
    internal static RegistryException Silent(string registry, SilenceLimit silence, Exception cause) =>
        new(FormattableString.Invariant($"nothing came from {registry} for {silence.Limit.TotalSeconds:0.#} s"), cause) { IsUnreachable = true };

    /// <summary>The failure of a registry that was not reached.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="cause">What it was caused by.</param>
    /// <returns>The failure.</returns>
    internal static RegistryException Broken(string registry, Exception cause) =>
        new($"{registry} was not reached, or the connection broke ({Display.Clause(cause.GetBaseException().Message)})", cause) { IsUnreachable = true };

    /// <summary>The address that a header names.</summary>
    /// <param name="address">The address of the response.</param>
    /// <param name="location">What the header says.</param>
    /// <returns>The whole address.</returns>
    /// <exception cref="RegistryException">It is none.</exception>
    internal static Uri Resolve(Uri address, Uri location) => Uri.TryCreate(address, location, out var next) ? next
        : throw new RegistryException($"{address.Host} names {Display.Quote(location.OriginalString)} as an address, which is none");

    private async Task<HttpResponseMessage> SendAsync(RegistryRequest request, SilenceLimit silence)
    {
        var registry = request.Image.Registry;
        if (request.Address is not null || _schemes.TryGetValue(registry, out var scheme))
        {
            return await SendAsync(request, request.Address ?? AddressOf(request, _schemes[registry]), silence).ConfigureAwait(false);
        }

        // As engines do, which count registries on this machine as insecure ones. They are asked in the clear first, because most don't know TLS;
        // nothing secret is sent before one has responded.
        var isLocal = AddressOf(request, Uri.UriSchemeHttp).IsLoopback;
        var (response, schemeFound) = isLocal ? await TryPlainAsync(request, silence).ConfigureAwait(false) : (null, Uri.UriSchemeHttps);
        response ??= await SendAsync(request, AddressOf(request, schemeFound), silence).ConfigureAwait(false);
        _schemes[registry] = schemeFound;
        return response;
    }

    private async Task<(HttpResponseMessage? Response, string Scheme)> TryPlainAsync(RegistryRequest request, SilenceLimit silence)
    {
        try
        {
            var response = await SendAsync(request, AddressOf(request, Uri.UriSchemeHttp), silence).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.BadRequest)
            {
                return (response, Uri.UriSchemeHttp);
            }

            response.Dispose();
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse)
        {
            // Some servers of TLS respond with an error, others not at all.
        }

        return (null, Uri.UriSchemeHttps);
    }

    private async Task<HttpResponseMessage> SendAsync(RegistryRequest request, Uri address, SilenceLimit silence)
    {
        var registry = request.Image.Registry;
        var key = string.Join(' ', [registry, .. request.Scopes]);
        _authorizations.TryGetValue(key, out var authorization);
        for (var isNew = false; ;)
        {
            var response = await SendAsync(request, address, authorization, silence).ConfigureAwait(false);
            if (isNew || response.StatusCode != HttpStatusCode.Unauthorized || !IsOf(registry, response.RequestMessage!.RequestUri!) || Challenge.Read(response.Headers.WwwAuthenticate) is not { } challenge)
            {
                return response;
            }

            // Tokens end, some after a minute.
            response.Dispose();
            (authorization, isNew) = await LogInAsync(request, address, challenge, key, authorization, silence).ConfigureAwait(false);
            silence.Reset();
        }
    }

    // Of requests that are refused at once, one logs in, and the others take what it got.
    private async Task<(AuthenticationHeaderValue Authorization, bool IsNew)> LogInAsync(
        RegistryRequest request,
        Uri address,
        Challenge challenge,
        string key,
        AuthenticationHeaderValue? refused,
        SilenceLimit silence)
    {
        var turn = _turns.GetOrAdd(key, _ => new(1));
        await turn.WaitAsync(silence.Token).ConfigureAwait(false);
        try
        {
            if (_authorizations.TryGetValue(key, out var other) && !ReferenceEquals(other, refused))
            {
                return (other, false);
            }

            silence.Reset();
            var authorization = await _login.AuthorizeAsync(request, address, challenge, SendAsync, silence.Token).ConfigureAwait(false);
            _authorizations[key] = authorization;
            return (authorization, true);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(RegistryRequest request, Uri address, AuthenticationHeaderValue? authorization, SilenceLimit silence)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var message = new HttpRequestMessage(request.Method, address) { Content = request.Content?.Invoke(silence.Reset) };
            if (request.Accept.Count > 0)
            {
                message.Headers.TryAddWithoutValidation("Accept", string.Join(", ", request.Accept));
            }

            message.Headers.Range = request.Range;
            message.Headers.Authorization = redirects == 0 && IsOf(request.Image.Registry, address) ? authorization : null;
            var response = await SendAsync(message, silence.Token).ConfigureAwait(false);
            silence.Reset();
            if (!IsRedirect(response) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            address = Next(request, address, Resolve(address, location), redirects);
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        _client.SendAsync(message, cancellationToken);

    private static Uri Next(RegistryRequest request, Uri address, Uri next, int redirects)
    {
        var problem = !Challenge.IsSafe(next) ? $"{next.Scheme}://{next.Host}, which is not encrypted"
            : redirects == MostRedirects ? "one address after the other"
            : request.Content is not null || request.Method == HttpMethod.Post ? $"{next.Host}, although only downloads can be"
            : null;
        return problem is null ? next : throw new RegistryException($"{address.Host} sends requests on to {problem}");
    }

    private static bool IsRedirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    // Uploads can go to another host, and that gets no credentials.
    private static bool IsOf(string registry, Uri address) =>
        new Uri($"{address.Scheme}://{HostOf(registry)}") is { } own && own.Host == address.Host && own.Port == address.Port;

    private static Uri AddressOf(RegistryRequest request, string scheme) => new($"{scheme}://{HostOf(request.Image.Registry)}/v2/{request.Image.Path}/{request.Path}");

    private static string HostOf(string registry) => registry == ImageReference.DockerHub ? "registry-1.docker.io" : registry;
}
