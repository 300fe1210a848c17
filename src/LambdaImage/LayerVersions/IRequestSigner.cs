namespace LambdaImage.LayerVersions;

/// <summary>Signs requests to AWS. What is beyond it, and AWSSDK.Core with it, is loaded for the first request only.</summary>
internal interface IRequestSigner
{
    /// <summary>Adds the headers of Signature Version 4 for Lambda to a request without a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="region">The region that it goes to.</param>
    /// <param name="cancellationToken">Stops the search for credentials.</param>
    /// <returns>The task of signing.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE4002: there are no credentials.</exception>
    Task SignAsync(HttpRequestMessage request, string region, CancellationToken cancellationToken);
}
