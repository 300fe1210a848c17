using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Json;
using LambdaImage.Lambda;

namespace LambdaImage.LayerVersions;

/// <summary>Reads Lambda's response about a layer version.</summary>
internal static class LambdaResponse
{
    /// <summary>The most of a response that is read, in bytes.</summary>
    public const int LongestBody = 64 * 1024;

    private const int HashLength = 32;

    /// <summary>Reads a response.</summary>
    /// <param name="arn">The layer version that was asked about.</param>
    /// <param name="host">What answered.</param>
    /// <param name="body">The response, JSON.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE4008: it is not a response of Lambda.</exception>
    public static LayerVersion Read(LayerVersionArn arn, string host, ReadOnlyMemory<byte> body)
    {
        try
        {
            var content = ForeignJson.Required(ForeignJson.Parse(body.Span), "Content");
            var hash = new byte[HashLength];
            return ForeignJson.Number(content, "CodeSize") is >= 0 and var size &&
                Convert.TryFromBase64String(ForeignJson.Text(content, "CodeSha256") ?? string.Empty, hash, out var length) && length == HashLength &&
                Uri.TryCreate(ForeignJson.Text(content, "Location"), UriKind.Absolute, out var location) &&
                (location.Scheme == Uri.UriSchemeHttps || location.Scheme == Uri.UriSchemeHttp)
                    ? new(location, Convert.ToHexString(hash).ToLowerInvariant(), size)
                    : throw new JsonException("the layer's address, hash or size is not one");
        }
        catch (JsonException exception)
        {
            throw new LambdaImageException(
                DiagnosticCodes.LayerDownloadError,
                $"{host} was asked for {arn}, and what it sent is not a response of Lambda ({Display.Clause(exception.Message)}). " +
                "Correct LambdaLayerEndpoint, or the proxy that answers in Lambda's place.",
                innerException: exception);
        }
    }
}
