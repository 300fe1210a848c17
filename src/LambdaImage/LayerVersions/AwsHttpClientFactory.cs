using Amazon.Runtime;
using LambdaImage.Http;

namespace LambdaImage.LayerVersions;

/// <summary>Makes AWSSDK.Core's own requests, for credentials, trust the same certificates as ours.</summary>
/// <param name="certificates">The certificates.</param>
internal sealed class AwsHttpClientFactory(TrustedCertificates certificates) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => LayerTransport.Client(certificates, proxy: null);

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
