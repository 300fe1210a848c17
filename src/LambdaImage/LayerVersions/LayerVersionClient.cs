using LambdaImage.Http;
using LambdaImage.Lambda;

namespace LambdaImage.LayerVersions;

/// <summary>
/// Asks Lambda about layer versions. AWSSDK.Lambda, which has all of Lambda's API, is not on the package feed that the project is
/// built from; the one request needed, <c>GetLayerVersionByArn</c>, is made here on top of AWSSDK.Core's credentials and signer.
/// Source: https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html.
/// </summary>
/// <param name="transport">Sends the request.</param>
/// <param name="signer">Signs it.</param>
/// <param name="endpoint">Lambda's address; that of the ARN's region if not set.</param>
internal sealed class LayerVersionClient(LayerTransport transport, IRequestSigner signer, Uri? endpoint)
{
    /// <summary>Asks about a layer version, once.</summary>
    /// <param name="arn">The layer version.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What Lambda says.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE4002 to 4008.</exception>
    /// <exception cref="TransientFailureException">The same, and it may pass.</exception>
    public async Task<LayerVersion> GetAsync(LayerVersionArn arn, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(arn));
        await signer.SignAsync(request, arn.Region, cancellationToken).ConfigureAwait(false);

        var what = $"Asking Lambda for {arn}";
        using var response = await transport.SendAsync(request, what, cancellationToken).ConfigureAwait(false);
        var body = await ReadAsync(response, what, request.RequestUri!.Host, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? LambdaResponse.Read(arn, request.RequestUri!.Host, body)
            : throw LambdaError.Of(arn, response, body);
    }

    private Uri Address(LayerVersionArn arn)
    {
        var start = (endpoint ?? arn.Endpoint).AbsoluteUri.TrimEnd('/');
        return new($"{start}/2018-10-31/layers?find=LayerVersion&Arn={Uri.EscapeDataString(arn.ToString())}");
    }

    // A response is some hundred bytes; what is far longer is not one, and is not read to its end.
    private Task<byte[]> ReadAsync(HttpResponseMessage response, string what, string host, CancellationToken cancellationToken) =>
        transport.GuardAsync(
            what,
            host,
            async token =>
            {
                var body = new byte[LambdaResponse.LongestBody];
                var content = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    return body[..await content.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, token).ConfigureAwait(false)];
                }
            },
            cancellationToken);
}
