using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace LambdaImage.LayerVersions;

/// <summary>Signs requests with AWSSDK.Core.</summary>
/// <param name="resolve">Finds the credentials. Called once, for the first request.</param>
internal sealed class AwsRequestSigner(Func<AWSCredentials> resolve) : IRequestSigner
{
    private const string Service = "lambda";

    private readonly Lazy<AWSCredentials> _credentials = new(resolve);

    /// <inheritdoc/>
    public async Task SignAsync(HttpRequestMessage request, string region, CancellationToken cancellationToken)
    {
        var signing = new AWSSigningRequest { HttpMethod = request.Method, RequestUri = request.RequestUri };
        var parameters = new AWSSigV4Parameters { Region = RegionEndpoint.GetBySystemName(region), Service = Service };
        try
        {
            // Some sources of credentials block: the file system, and the metadata of a container or instance.
            parameters.Credentials = await Task.Run(() => _credentials.Value, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            var signed = await AWSSigV4Signer.SignAsync(signing, parameters, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (name, value) in signed.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
        catch (Exception exception) when (AwsCredentialChain.IsFailure(exception))
        {
            throw AwsCredentialChain.Failure(exception);
        }
    }
}
