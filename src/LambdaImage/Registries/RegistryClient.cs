using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Json;
using LambdaImage.Oci;

namespace LambdaImage.Registries;

/// <summary>
/// Asks a registry: https://github.com/opencontainers/distribution-spec/blob/main/spec.md. It is ours because no client for registries is on
/// the package feed.
/// </summary>
/// <param name="credentials">Where credentials come from.</param>
/// <param name="patience">How long finding something out may take; a minute if not given.</param>
internal sealed class RegistryClient(ICredentialSource credentials, TimeSpan? patience = null) : IDisposable
{
    // Registries take no manifests of more than four megabytes; tokens have some kilobytes.
    private const int LargestDocument = 4 * 1024 * 1024;
    private const int MostRedirects = 5;

    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(1);
    private static readonly string[] ManifestTypes = [MediaTypes.Index, MediaTypes.DockerIndex, MediaTypes.Manifest, MediaTypes.DockerManifest];

    private readonly HttpClient _client = LayerTransport.Client(certificates: null, proxy: null);

    /// <summary>Asks which image has a name now.</summary>
    /// <param name="image">The name, with a tag.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The digest of its manifest or index.</returns>
    /// <exception cref="RegistryException">The registry does not say.</exception>
    public async Task<Digest> FindDigestAsync(ImageReference image, CancellationToken cancellationToken)
    {
        // The client's own limit ends with a response's head.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? DefaultPatience);
        try
        {
            return await FindDigestWithinLimitAsync(image, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException($"{image.Registry} was not reached in time", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Digest> FindDigestWithinLimitAsync(ImageReference image, CancellationToken cancellationToken)
    {
        using var head = await AskAsync(HttpMethod.Head, image, cancellationToken).ConfigureAwait(false);
        if (head.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.ParseOrNull(values.FirstOrDefault()) is { } digest)
        {
            return digest;
        }

        // Registries may leave it out: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests.
        using var response = await AskAsync(HttpMethod.Get, image, cancellationToken).ConfigureAwait(false);
        return Digest.Of(await ReadAsync(response, cancellationToken).ConfigureAwait(false));
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, ImageReference image, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                return await AskAsync(method, image, Uri.UriSchemeHttps, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException exception)
                when (exception.HttpRequestError == HttpRequestError.SecureConnectionError && AddressOf(image, Uri.UriSchemeHttp).IsLoopback)
            {
                // As engines do, which count registries on this machine as insecure ones.
                return await AskAsync(method, image, Uri.UriSchemeHttp, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HttpRequestException exception)
        {
            throw new RegistryException($"{image.Registry} was not reached ({Display.Clause(exception.GetBaseException().Message)})", exception);
        }
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, ImageReference image, string scheme, CancellationToken cancellationToken)
    {
        var address = AddressOf(image, scheme);
        var response = await SendAsync(method, address, authorization: null, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized && Challenge.Read(response.Headers.WwwAuthenticate) is { } challenge)
        {
            response.Dispose();
            var authorization = await AuthorizeAsync(image, address, challenge, cancellationToken).ConfigureAwait(false);
            response = await SendAsync(method, address, authorization, cancellationToken).ConfigureAwait(false);
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            return response;
        }

        using (response)
        {
            throw new RegistryException($"{image.Registry} was asked for {image} and responded with HTTP {(int)response.StatusCode} ({response.StatusCode})");
        }
    }

    // Where a registry sends a request on to, its credentials don't go along.
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            Array.ForEach(ManifestTypes, type => request.Headers.Accept.Add(new(type)));
            request.Headers.Authorization = redirects == 0 ? authorization : null;
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) ||
                response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(address, location);
            if (redirects == MostRedirects || !Challenge.IsSafe(next))
            {
                throw new RegistryException($"{address.Host} sends requests on to {(Challenge.IsSafe(next) ? "one address after the other" : $"{next.Scheme}://{next.Host}, which is not encrypted")}");
            }

            address = next;
        }
    }

    private async Task<AuthenticationHeaderValue?> AuthorizeAsync(ImageReference image, Uri address, Challenge challenge, CancellationToken cancellationToken)
    {
        var (known, problem) = await credentials.FindAsync(image.Registry, cancellationToken).ConfigureAwait(false);
        if (challenge.Scheme == "Basic")
        {
            return known is null ? throw NoLogin(image, problem) : Basic(known);
        }

        var realm = challenge.Realm ?? throw new RegistryException($"{image.Registry} names no address for tokens that can be used");
        if (known is not null && !Challenge.Trusts(address.Host, realm.Host))
        {
            throw new RegistryException($"{image.Registry} wants its credentials to be sent to {realm.Host}, a host of another domain");
        }

        using var request = TokenRequest(image, challenge, realm, known);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw NoLogin(image, problem);
        }

        return response.StatusCode == HttpStatusCode.OK
            ? new("Bearer", TokenIn(realm, await ReadAsync(response, cancellationToken).ConfigureAwait(false)))
            : throw new RegistryException($"{realm.Host} was asked for a token and responded with HTTP {(int)response.StatusCode} ({response.StatusCode})");
    }

    private static HttpRequestMessage TokenRequest(ImageReference image, Challenge challenge, Uri realm, RegistryCredentials? known)
    {
        var service = challenge.Parameters.GetValueOrDefault("service", string.Empty);
        var scope = challenge.Parameters.GetValueOrDefault("scope", $"repository:{image.Path}:pull");
        if (known?.IdentityToken is { } token)
        {
            return new(HttpMethod.Post, realm)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = token,
                    ["service"] = service,
                    ["scope"] = scope,
                    ["client_id"] = "LambdaImage.Tasks",
                }),
            };
        }

        var query = $"service={Uri.EscapeDataString(service)}&scope={Uri.EscapeDataString(scope)}";
        return new(HttpMethod.Get, new Uri(realm + (realm.Query.Length > 0 ? "&" : "?") + query)) { Headers = { Authorization = known is null ? null : Basic(known) } };
    }

    private static string TokenIn(Uri realm, byte[] response)
    {
        try
        {
            var root = ForeignJson.Parse(response);
            var token = ForeignJson.TextOrNull(root, "token") ?? ForeignJson.TextOrNull(root, "access_token") ?? throw new JsonException("there is no token in it");
            return token.All(character => character is > ' ' and < '\x7f') ? token : throw new JsonException("the token holds other characters than tokens do");
        }
        catch (JsonException exception)
        {
            throw new RegistryException($"{realm.Host} was asked for a token and sent something else ({Display.Clause(exception.Message)})", exception);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestDocument, cancellationToken).ConfigureAwait(false);
            return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new RegistryException($"what {response.RequestMessage!.RequestUri!.Host} sent could not be read ({Display.Clause(exception.GetBaseException().Message)})", exception);
        }
    }

    private static Uri AddressOf(ImageReference image, string scheme) =>
        new($"{scheme}://{(image.Registry == "docker.io" ? "registry-1.docker.io" : image.Registry)}/v2/{image.Path}/manifests/{image.Tag}");

    private static AuthenticationHeaderValue Basic(RegistryCredentials known) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{known.Username}:{known.Password}")));

    private static RegistryException NoLogin(ImageReference image, string? problem) =>
        new($"{image.Registry} wants a login for {image}, or another than the one that was sent{(problem is null ? string.Empty : $"; {problem}")}");
}
