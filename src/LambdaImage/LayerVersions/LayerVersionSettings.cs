using LambdaImage.Diagnostics;
using LambdaImage.Specification.Reading;

namespace LambdaImage.LayerVersions;

/// <summary>
/// How layer versions are downloaded, and where they are kept. Empty counts as not set. The library reads no environment
/// variable itself, but for what AWSSDK.Core reads to find credentials (<c>AWS_PROFILE</c> and so on) and .NET's HttpClient to
/// find a proxy (<c>HTTPS_PROXY</c> and so on): both know more places than could be passed in.
/// </summary>
public sealed record LayerVersionSettings
{
    /// <summary>The folder for downloads, shared between projects, as a full path.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The project's lock file, <c>lambda-layers.lock.json</c>, as a full path.</summary>
    public required string LockFile { get; init; }

    /// <summary>The property <c>LambdaLayerForceDownload</c>: whether to download what is in the cache, too.</summary>
    public bool ForceDownload { get; init; }

    /// <summary>The property <c>LambdaLayerEndpoint</c>: the address of Lambda's API. Not set: that of the ARN's region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The property <c>LambdaImageCredentialTimeout</c>: how long finding AWS credentials may take; <see langword="null"/> for the default.</summary>
    public TimeSpan? CredentialTimeout { get; init; }

    /// <summary>
    /// The environment variable <c>AWS_CA_BUNDLE</c>: a PEM file with the root certificates to trust instead of the system's
    /// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html).
    /// </summary>
    public string? CertificateBundle { get; init; }

    /// <summary>Reads them from a project's properties.</summary>
    /// <param name="properties">The properties.</param>
    /// <param name="projectFolder">The project's folder, which holds the lock file, as a full path.</param>
    /// <param name="workFolder">The folder for downloads when the project names none, as a full path.</param>
    /// <param name="asksLambda">
    /// Whether the project names layer versions. The address can come from an environment variable that is meant for other tools, so it is read
    /// only then.
    /// </param>
    /// <returns>The settings.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004: a value is wrong.</exception>
    public static LayerVersionSettings Read(ProjectProperties properties, string projectFolder, string workFolder, bool asksLambda) => new()
    {
        CacheFolder = properties.Text("LambdaLayerCachePath") ?? Path.Combine(workFolder, "layers"),
        LockFile = Path.Combine(projectFolder, "lambda-layers.lock.json"),
        ForceDownload = properties.Flag("LambdaLayerForceDownload"),
        Endpoint = asksLambda ? properties.Parsed("LambdaLayerEndpoint", Address) : null,
        CertificateBundle = properties.Text("AWS_CA_BUNDLE"),
        CredentialTimeout = properties.Limit("LambdaImageCredentialTimeout"),
    };

    private static Uri Address(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) &&
        (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) &&
        address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0
            ? address
            : throw new LambdaImageException(
                DiagnosticCodes.InvalidPropertyValue,
                $"LambdaLayerEndpoint is {Display.Quote(value)}, not an address such as https://lambda.eu-west-1.amazonaws.com. Correct it, " +
                "or the environment variable AWS_ENDPOINT_URL_LAMBDA or AWS_ENDPOINT_URL that it comes from.");
}
