using Amazon.Runtime;
using LambdaImage.Http;

namespace LambdaImage.LayerVersions;

/// <summary>Makes AWSSDK.Core's own requests, for credentials, trust the same certificates as ours.</summary>
/// <param name="certificates">The certificates.</param>
internal sealed class AwsHttpClientFactory(TrustedCertificates certificates) : HttpClientFactory
{
    // Credentials are small.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var client = HttpClients.Create(certificates, proxy: null);
        client.Timeout = Patience;
        return client;
    }

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
