using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal;
using LambdaImage.Diagnostics;
using LambdaImage.Http;

namespace LambdaImage.LayerVersions;

/// <summary>
/// The places in which AWS tools look for credentials: environment, web identity, profile (with keys, a process, SSO or a
/// role), container, instance. AWSSDK.Core looks there; it reads the environment variables of its own.
/// </summary>
internal static class AwsCredentialChain
{
    /// <summary>Finds the first credentials.</summary>
    /// <param name="certificates">Which roots to trust when a service is asked for credentials; the system's if not set.</param>
    /// <returns>The credentials.</returns>
    /// <exception cref="AmazonClientException">There are none.</exception>
    public static AWSCredentials Resolve(TrustedCertificates? certificates)
    {
        // The chain makes its own clients for SSO and STS, and this is the only way to their settings. It is static, but this
        // copy of AWSSDK.Core is the task's own, and builds in one process share the environment that the bundle comes from.
        AWSConfigs.HttpClientFactory = certificates is null ? null : new AwsHttpClientFactory(certificates);

        // A new one for each build: processes that build live long, and a login or a profile may change in between.
        using var resolver = new DefaultAWSCredentialsIdentityResolver();
        return resolver.ResolveIdentity(null);
    }

    /// <summary>Whether an exception says that credentials can't be had.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>Whether it is one that sources of credentials throw.</returns>
    public static bool IsFailure(Exception exception) => exception
        is AmazonClientException or AmazonServiceException or ProcessAWSCredentialException or HttpErrorResponseException
        or HttpRequestException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException or FormatException;

    /// <summary>The failure of having no credentials.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>The failure.</returns>
    public static LambdaImageException Failure(Exception exception) => new(
        DiagnosticCodes.NoAwsCredentials,
        "There are no AWS credentials to download a layer version with. Set AWS_PROFILE to a profile, and for one with SSO run " +
        "'aws sso login'; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. The places that were looked in say: " +
        string.Join(' ', exception.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        innerException: exception);
}
