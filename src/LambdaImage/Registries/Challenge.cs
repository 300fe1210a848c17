using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace LambdaImage.Registries;

/// <summary>What a registry wants to see before it responds: https://distribution.github.io/distribution/spec/auth/token/.</summary>
/// <param name="Scheme"><c>Bearer</c> or <c>Basic</c>.</param>
/// <param name="Parameters">Its parameters by name.</param>
internal sealed partial record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Reads the header <c>WWW-Authenticate</c>.</summary>
    /// <param name="headers">Its values.</param>
    /// <returns>The first challenge of a kind that registries use; <see langword="null"/> if there is none.</returns>
    public static Challenge? Read(IEnumerable<AuthenticationHeaderValue> headers) => headers
        .Where(header => IsA(header, "Bearer") || IsA(header, "Basic"))
        .Select(header => new Challenge(IsA(header, "Bearer") ? "Bearer" : "Basic", Parse(header.Parameter ?? string.Empty)))
        .FirstOrDefault();

    /// <summary>The address at which tokens are given out; <see langword="null"/> if the registry names none that can be used.</summary>
    public Uri? Realm => Parameters.TryGetValue("realm", out var text) && Uri.TryCreate(text, UriKind.Absolute, out var realm) && IsSafe(realm) ? realm : null;

    /// <summary>Whether credentials for a registry may go to a host that it names: to its own, and to one of the same domain.</summary>
    /// <param name="registry">The registry's host.</param>
    /// <param name="host">The other host.</param>
    /// <returns>Whether they may.</returns>
    public static bool Trusts(string registry, string host) =>
        registry.Equals(host, StringComparison.OrdinalIgnoreCase) ||
        (DomainOf(registry) is { } domain && (host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith('.' + domain, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether what is sent to an address stays secret.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Whether it is encrypted, or does not leave this machine.</returns>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    // What stands after the first dot, if that is a domain and not a top-level domain or an address.
    private static string? DomainOf(string host) =>
        Uri.CheckHostName(host) == UriHostNameType.Dns && host.Split('.', 2) is [_, var domain] && domain.Contains('.', StringComparison.Ordinal) ? domain : null;

    private static bool IsA(AuthenticationHeaderValue header, string scheme) => header.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Parse(string parameter)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in ParameterPattern().Matches(parameter))
        {
            parameters[match.Groups[1].Value] = match.Groups[2].Success ? match.Groups[2].Value.Replace("\\", string.Empty, StringComparison.Ordinal) : match.Groups[3].Value;
        }

        return parameters;
    }

    [GeneratedRegex("""([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))""", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterPattern();
}
