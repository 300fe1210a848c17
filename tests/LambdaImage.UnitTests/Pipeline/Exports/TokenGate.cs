using System.Collections.Concurrent;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Has a registry want tokens, and gives them out.</summary>
internal sealed class TokenGate
{
    private readonly MemoryRegistry _registry;
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public TokenGate(MemoryRegistry registry)
    {
        _registry = registry;
        registry.Fault = Respond;
    }

    /// <summary>The requests for tokens so far.</summary>
    public IReadOnlyList<LayerRequest> Asked => [.. _registry.Requests.Where(request => request.Path == "/token")];

    /// <summary>Responds in the place of the service for tokens.</summary>
    public Func<LayerRequest, LayerResponse?> TokenFault { get; set; } = _ => null;

    /// <summary>Responds in the place of the registry to who has a token. It is given the number of the token, from 1 on for each scope.</summary>
    public Func<LayerRequest, int, LayerResponse?> Fault { get; set; } = (_, _) => null;

    /// <summary>The response that asks for a token.</summary>
    public LayerResponse Challenge => new(401, default) { Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = $"Bearer realm=\"http://{_registry.Host}/token\",service=\"x\"" } };

    /// <summary>The scopes of a request for a token.</summary>
    public static string ScopesOf(LayerRequest request) => string.Join(' ', request.Query.Where(pair => pair.Key == "scope").Select(pair => pair.Value));

    private LayerResponse? Respond(LayerRequest request)
    {
        if (request.Path == "/token")
        {
            return TokenFault(request) ?? GiveOut(request);
        }

        // "Bearer 1.2": the number for its scope, and the one of all.
        return request.Header("Authorization") is { } header && _tokens.ContainsKey(header)
            ? Fault(request, int.Parse(header["Bearer ".Length..].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture))
            : Challenge;
    }

    private LayerResponse GiveOut(LayerRequest request)
    {
        lock (_tokens)
        {
            var token = FormattableString.Invariant($"{_tokens.Values.Count(scopes => scopes == ScopesOf(request)) + 1}.{_tokens.Count}");
            _tokens[$"Bearer {token}"] = ScopesOf(request);
            return LayerResponse.Json(200, $$"""{"token":"{{token}}"}""");
        }
    }
}
