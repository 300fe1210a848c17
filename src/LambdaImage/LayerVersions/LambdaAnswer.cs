using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.References;

namespace LambdaImage.LayerVersions;

/// <summary>Reads Lambda's answer about a layer version.</summary>
internal static class LambdaAnswer
{
    /// <summary>The most of an answer that is read, in bytes.</summary>
    public const int LongestBody = 64 * 1024;

    private const int HashLength = 32;

    /// <summary>Reads an answer.</summary>
    /// <param name="arn">The layer version that was asked about.</param>
    /// <param name="host">What answered.</param>
    /// <param name="body">The answer, JSON.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE4008: it is not an answer of Lambda.</exception>
    public static LayerVersion Read(LayerVersionArn arn, string host, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var content = json.RootElement.GetProperty("Content");
            var location = new Uri(content.GetProperty("Location").GetString()!, UriKind.Absolute);
            var hash = content.GetProperty("CodeSha256").GetBytesFromBase64();
            var size = content.GetProperty("CodeSize").GetInt64();
            return hash.Length == HashLength && size >= 0 && (location.Scheme == Uri.UriSchemeHttps || location.Scheme == Uri.UriSchemeHttp)
                ? new(location, Convert.ToHexString(hash).ToLowerInvariant(), size)
                : throw new FormatException("the layer's address, hash or size is not one");
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new LambdaImageException(
                DiagnosticCodes.LayerDownloadRefused,
                $"{host} was asked for {arn}, and what it answered is not an answer of Lambda ({Display.Clause(exception.Message)}). " +
                "Correct LambdaLayerEndpoint, or the proxy that answers in Lambda's place.",
                innerException: exception);
        }
    }
}
