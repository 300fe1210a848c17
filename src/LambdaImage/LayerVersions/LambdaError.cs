using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Json;
using LambdaImage.Lambda;

namespace LambdaImage.LayerVersions;

/// <summary>
/// Says what Lambda's error responses mean. The kind of error is in the header <c>x-amzn-ErrorType</c> or in the body, the message
/// is in the body. Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization and
/// https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html.
/// </summary>
internal static class LambdaError
{
    private const string Action = "lambda:GetLayerVersion";
    private const int LongestText = 500;

    // What is wrong with the credentials themselves, in contrast to what they may do.
    private static readonly HashSet<string> CredentialErrors = new(StringComparer.OrdinalIgnoreCase)
    {
        "UnrecognizedClientException", "InvalidClientTokenId", "ExpiredTokenException", "ExpiredToken", "RequestExpired",
        "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "InvalidAccessKeyId", "OptInRequired",
    };

    /// <summary>The failure that an error response means.</summary>
    /// <param name="arn">The layer version that was asked about.</param>
    /// <param name="response">The response's head.</param>
    /// <param name="body">Its body.</param>
    /// <returns>A <see cref="LambdaImageException"/>, or a <see cref="TransientFailureException"/> if it may pass.</returns>
    public static Exception Of(LayerVersionArn arn, HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var (type, message) = Read(response, body);
        var status = (int)response.StatusCode;
        var said = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}{(type.Length > 0 ? " " + type : string.Empty)}{(message.Length > 0 ? $", \"{message}\"" : string.Empty)}");
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => Throttled(arn, said, response),
            _ when type.StartsWith("Throttling", StringComparison.OrdinalIgnoreCase) || type == "TooManyRequestsException" => Throttled(arn, said, response),
            _ when CredentialErrors.Contains(type) => new LambdaImageException(
                DiagnosticCodes.AwsCredentialsRejected,
                $"Lambda does not accept the AWS credentials ({said}). They were asked to read {arn}. Renew them, with 'aws sso login' for " +
                "a profile with SSO; see that AWS_PROFILE names the right profile, and that this machine's clock is right."),
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => new LambdaImageException(
                DiagnosticCodes.LayerAccessDenied,
                $"The AWS credentials may not read {arn} ({said}). They need the action {Action} in the region {arn.Region} on this layer of " +
                $"the account {arn.Account}: allow it in their policy. If that account is another one, its owner must share the layer, too: " +
                "'aws lambda add-layer-version-permission'."),
            HttpStatusCode.NotFound => new LambdaImageException(
                DiagnosticCodes.LayerVersionNotFound,
                $"There is no layer version {arn} ({said}). See the account, the region, the name and the version, with " +
                $"'aws lambda list-layer-versions --region {arn.Region} --layer-name {arn.Name}'."),
            HttpStatusCode.ProxyAuthenticationRequired => new LambdaImageException(
                DiagnosticCodes.LayerDownloadUnreachable,
                $"Asking Lambda for {arn} failed: the proxy wants a user and password ({said}). Put them into HTTPS_PROXY, or name the host in NO_PROXY."),
            >= HttpStatusCode.InternalServerError => new TransientFailureException(ErrorOf(arn, said), RetryAfter(response)),
            _ => ErrorOf(arn, said),
        };
    }

    /// <summary>How long a response asks to wait.</summary>
    /// <param name="response">The response.</param>
    /// <returns>The time, if it says one in seconds.</returns>
    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private static TransientFailureException Throttled(LayerVersionArn arn, string said, HttpResponseMessage response) => new(
        new LambdaImageException(
            DiagnosticCodes.LambdaThrottled,
            $"Lambda in {arn.Region} was asked for {arn} and answered that it gets too many requests ({said}). Build again later; " +
            "with the lock file and the cache in place nothing is asked."),
        RetryAfter(response));

    private static LambdaImageException ErrorOf(LayerVersionArn arn, string said) => new(
        DiagnosticCodes.LayerDownloadError,
        $"Lambda in {arn.Region} was asked for {arn} and refused ({said}). See https://health.aws.amazon.com, and LambdaLayerEndpoint if it is set.");

    private static (string Type, string Message) Read(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var type = response.Headers.TryGetValues("x-amzn-ErrorType", out var values) ? values.First() : string.Empty;
        var message = string.Empty;
        try
        {
            var root = ForeignJson.Parse(body.Span);
            message = Text(root, "message", "Message", "errorMessage");
            type = type.Length > 0 ? type : Text(root, "__type", "code", "Code", "Type");
        }
        catch (JsonException)
        {
            // Proxies answer in HTML or plain text, whose start says enough.
            message = Encoding.UTF8.GetString(body.Span);
        }

        // "namespace#Name:http://…" is how some services write the name.
        type = type[(type.LastIndexOf('#') + 1)..].Split(':')[0];
        return (OneLine(type), OneLine(message));
    }

    private static string Text(JsonElement json, params string[] names) =>
        names.Select(name => ForeignJson.TextOrNull(json, name)).FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? string.Empty;

    private static string OneLine(string text)
    {
        var line = string.Concat(text.Take(LongestText).Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return text.Length > LongestText ? line + "…" : line.TrimEnd('.');
    }
}
