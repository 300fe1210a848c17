using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>
/// Checks Signature Version 4 from the specification alone, without AWS's SDK:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
public sealed record SignatureCheck(string AccessKey, string SecretKey, string? SessionToken, string Service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(5);

    /// <summary>Says what is wrong with a request's signature; <see langword="null"/> when nothing is.</summary>
    public string? Problem(LayerRequest request, string region)
    {
        if (request.Header("Authorization") is not { } authorization || !authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            return "not signed";
        }

        var parts = authorization[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var time = request.Header("X-Amz-Date") ?? string.Empty;
        if (!DateTime.TryParseExact(
                time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var signedAt) ||
            (DateTime.UtcNow - signedAt).Duration() > LargestSkew)
        {
            return $"signed at {time}";
        }

        var scope = $"{time[..8]}/{region}/{Service}/aws4_request";
        if (parts["Credential"] != $"{AccessKey}/{scope}")
        {
            return $"credential {parts["Credential"]}, not {AccessKey}/{scope}";
        }

        var signed = parts["SignedHeaders"].Split(';');
        if (!signed.Contains("host") || !signed.Contains("x-amz-date"))
        {
            return $"only {parts["SignedHeaders"]} are signed";
        }

        if (request.Header("X-Amz-Security-Token") != SessionToken || (SessionToken is not null && !signed.Contains("x-amz-security-token")))
        {
            return "the session token is not there or not signed";
        }

        var signature = Sign(time, scope, CanonicalRequest(request, signed));
        return parts["Signature"] == signature ? null : $"signature {parts["Signature"]}, not {signature}";
    }

    private static string CanonicalRequest(LayerRequest request, string[] signedHeaders)
    {
        var query = request.Query.Select(pair => $"{Encode(pair.Key)}={Encode(pair.Value)}").Order(StringComparer.Ordinal);
        var headers = signedHeaders.Select(name => $"{name}:{request.Header(name)}\n");
        return string.Join('\n',
            request.Method,
            string.Join('/', request.Path.Split('/').Select(Encode)),
            string.Join('&', query),
            string.Concat(headers),
            string.Join(';', signedHeaders),
            Hex(SHA256.HashData(request.Body.Span)));
    }

    private string Sign(string time, string scope, string canonicalRequest)
    {
        var text = $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretKey), Hash);
        return Hex(Hash(key, text));
    }

    private static byte[] Hash(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    private static string Encode(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(value =>
        char.IsAsciiLetterOrDigit((char)value) || (char)value is '-' or '.' or '_' or '~' ? ((char)value).ToString() : "%" + value.ToString("X2", CultureInfo.InvariantCulture)));
}
