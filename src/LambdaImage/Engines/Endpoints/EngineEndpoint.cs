using LambdaImage.Diagnostics;

namespace LambdaImage.Engines.Endpoints;

/// <summary>Where an engine may be.</summary>
/// <param name="Address">The address: scheme <c>unix</c>, <c>npipe</c>, <c>tcp</c> or <c>http</c>.</param>
/// <param name="Source">What named it, for messages: <c>DOCKER_HOST</c> for example.</param>
internal sealed record EngineEndpoint(Uri Address, string Source)
{
    private const string SocketScheme = "unix://";

    /// <summary>Reads an address as users write it.</summary>
    /// <param name="value">The address.</param>
    /// <param name="source">What named it.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1002: it is not one that can be used.</exception>
    public static EngineEndpoint Parse(string value, string source)
    {
        // The form with four slashes is how Docker Desktop writes its pipe.
        var text = value.Replace("npipe:////./", "npipe://./", StringComparison.OrdinalIgnoreCase);
        if (text.StartsWith(SocketScheme, StringComparison.OrdinalIgnoreCase))
        {
            // A path is no part of a URI that is: these characters mean themselves in it.
            text = SocketScheme + text[SocketScheme.Length..]
                .Replace("%", "%25", StringComparison.Ordinal)
                .Replace("#", "%23", StringComparison.Ordinal)
                .Replace("?", "%3F", StringComparison.Ordinal);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || !text.Contains("://", StringComparison.Ordinal))
        {
            throw Invalid(value, source, "it is not an address such as unix:///var/run/docker.sock or tcp://host:2375");
        }

        return address.Scheme switch
        {
            "unix" or "npipe" when address.LocalPath.Length > 1 => new(address, source),
            "tcp" or "http" when address.Host.Length > 0 => new(address, source),
            "unix" or "npipe" or "tcp" or "http" => throw Invalid(value, source, "it names no place after the scheme"),
            "ssh" => throw Invalid(
                value,
                source,
                "ssh is not spoken here. Forward the engine's socket (ssh -N -L /tmp/docker.sock:/var/run/docker.sock HOST) " +
                "and set LambdaImageDockerHost to unix:///tmp/docker.sock"),
            _ => throw Invalid(value, source, $"the scheme '{address.Scheme}' is not unix, npipe, tcp or http"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Address.Scheme switch
    {
        "unix" => SocketScheme + Address.LocalPath,
        _ => Address.OriginalString,
    };

    private static LambdaImageException Invalid(string value, string source, string why) => new(
        DiagnosticCodes.InvalidEndpoint,
        $"The engine endpoint {Display.Quote(value)} of {source} can't be used: {why}.");
}
