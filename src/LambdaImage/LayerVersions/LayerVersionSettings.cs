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
}
