using System.Globalization;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace LambdaImage.LayerVersions;

/// <summary>Signs requests with AWSSDK.Core.</summary>
/// <param name="resolve">Finds the credentials. Called once, for the first request.</param>
/// <param name="patience">How long finding them may take; without limit if not given.</param>
/// <param name="clock">The clock; the system's if not given.</param>
internal sealed class AwsRequestSigner(Func<AWSCredentials> resolve, TimeSpan? patience = null, TimeProvider? clock = null) : IRequestSigner
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
            parameters.Credentials = await LimitAsync(Task.Run(() => _credentials.Value, cancellationToken), cancellationToken).ConfigureAwait(false);
            var signed = await LimitAsync(AWSSigV4Signer.SignAsync(signing, parameters, cancellationToken), cancellationToken).ConfigureAwait(false);
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

    private async Task<T> LimitAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        var limit = patience ?? Timeout.InfiniteTimeSpan;
        try
        {
            return await task.WaitAsync(limit, clock ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new AmazonClientException(
                string.Create(CultureInfo.InvariantCulture, $"nothing for {limit.TotalSeconds:0.#} s. A credential_process may wait for input. ") +
                "If it needs more time, set LambdaImageCredentialTimeout to more seconds; 0 waits without limit.",
                exception);
        }
    }
}
