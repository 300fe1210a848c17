using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Json;
using LambdaImage.Registries.Credentials;
namespace LambdaImage.Registries;

/// <summary>Gets what a registry wants to see: https://distribution.github.io/distribution/spec/auth/token/.</summary>
/// <param name="credentials">Where credentials come from.</param>
internal sealed class RegistryLogin(ICredentialSource credentials)
{
    private const int LargestToken = 1024 * 1024;

    /// <summary>Gets a token, or the credentials themselves.</summary>
    /// <param name="request">The request that was refused.</param>
    /// <param name="address">Where it went.</param>
    /// <param name="challenge">What the registry wants to see.</param>
    /// <param name="send">Sends the request for a token.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The header for the request.</returns>
    /// <exception cref="RegistryException">There are no credentials, or the registry does not take them.</exception>
    /// <exception cref="Http.TransientFailureException">The service for tokens may respond better later.</exception>
    public async Task<AuthenticationHeaderValue> AuthorizeAsync(
        RegistryRequest request,
        Uri address,
        Challenge challenge,
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send,
        CancellationToken cancellationToken)
    {
        var registry = request.Image.Registry;
        var (known, problem) = await credentials.FindAsync(registry, cancellationToken).ConfigureAwait(false);
        if (challenge.Scheme == "Basic")
        {
            // An identity token is exchanged for others and proves nothing by itself.
            return known is null or { IdentityToken: not null } ? throw NoLogin(request, problem, HttpStatusCode.Unauthorized) : Basic(known);
        }

        var realm = challenge.Realm ?? throw new RegistryException($"{registry} names no address for tokens that can be used");
        if (known is not null && !Challenge.Trusts(address.Host, realm.Host))
        {
            throw new RegistryException($"{registry} wants its credentials to be sent to {realm.Host}, a host of another domain");
        }

        using var message = TokenRequest(request, challenge, realm, known);
        using var response = await send(message, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw NoLogin(request, problem, response.StatusCode);
        }

        return response.StatusCode == HttpStatusCode.OK
            ? new("Bearer", TokenIn(realm, await ReadAsync(response, cancellationToken).ConfigureAwait(false)))
            : throw RegistryClient.Failure(NoToken(realm, response.StatusCode), response);
    }

    // That there is no such address for tokens does not mean that there is no such image.
    private static RegistryException NoToken(Uri realm, HttpStatusCode status) =>
        new($"{realm.Host} was asked for a token and responded with HTTP {(int)status} ({status})") { Status = status == HttpStatusCode.TooManyRequests ? status : null };

    private static HttpRequestMessage TokenRequest(RegistryRequest request, Challenge challenge, Uri realm, RegistryCredentials? known)
    {
        var service = challenge.Parameters.GetValueOrDefault("service", string.Empty);
        var scopes = ScopesOf(request, challenge);
        if (known?.IdentityToken is { } token)
        {
            return new(HttpMethod.Post, realm)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = token,
                    ["service"] = service,
                    ["scope"] = string.Join(' ', scopes),
                    ["client_id"] = "LambdaImage.Tasks",
                }),
            };
        }

        var query = $"service={Uri.EscapeDataString(service)}" + string.Concat(scopes.Select(scope => $"&scope={Uri.EscapeDataString(scope)}"));
        return new(HttpMethod.Get, new Uri(realm + (realm.Query.Length > 0 ? "&" : "?") + query)) { Headers = { Authorization = known is null ? null : Basic(known) } };
    }

    // A registry knows best what a download needs. What a push needs besides, it says only when it is asked to upload, which would cost another token.
    private static IEnumerable<string> ScopesOf(RegistryRequest request, Challenge challenge)
    {
        string[] wanted = challenge.Parameters.GetValueOrDefault("scope", string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return wanted.Length > 0 && request is { IsPush: false, From: null } ? wanted : wanted.Union(request.Scopes, StringComparer.Ordinal);
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(LargestToken, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
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

    private static AuthenticationHeaderValue Basic(RegistryCredentials known) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{known.Username}:{known.Password}")));

    private static RegistryException NoLogin(RegistryRequest request, string? problem, HttpStatusCode status) =>
        new($"{request.Image.Registry} wants a login for {request.Image}, or another than the one that was sent{(problem is null ? string.Empty : $"; {problem}")}") { Status = status };
}
