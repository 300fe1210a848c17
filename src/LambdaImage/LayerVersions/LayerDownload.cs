using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Lambda;

namespace LambdaImage.LayerVersions;

/// <summary>
/// Downloads the zip of a layer version from the address that Lambda gave. The address carries its own, short-lived permission;
/// the request is not signed.
/// </summary>
/// <param name="transport">Sends the request.</param>
internal sealed class LayerDownload(LayerTransport transport)
{
    private const int ChunkSize = 128 * 1024;

    /// <summary>Downloads the zip, once, and checks it while it comes.</summary>
    /// <param name="arn">The layer version.</param>
    /// <param name="version">What Lambda says about it.</param>
    /// <param name="output">Gets the zip.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <returns>The task of downloading.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE4007, 4008 or 4009.</exception>
    /// <exception cref="TransientFailureException">The same, and it may pass.</exception>
    public async Task CopyAsync(LayerVersionArn arn, LayerVersion version, Stream output, CancellationToken cancellationToken)
    {
        var what = $"Downloading {arn}";
        using var request = new HttpRequestMessage(HttpMethod.Get, version.Location);
        using var response = await transport.SendAsync(request, what, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw ErrorOf(arn, version, response);
        }

        var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await CopyAsync(arn, version, what, content, output, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(
        LayerVersionArn arn, LayerVersion version, string what, Stream content, Stream output, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            long size = 0;
            while (await ReadAsync().ConfigureAwait(false) is > 0 and var read)
            {
                size += read;
                if (size > version.Size)
                {
                    throw Mismatch(arn, $"it is longer than {version.Size} bytes");
                }

                hash.AppendData(buffer, 0, read);
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            if (size < version.Size)
            {
                throw new TransientFailureException(Mismatch(arn, $"it ends after {size} of {version.Size} bytes"));
            }

            var sha256 = Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
            if (sha256 != version.Sha256)
            {
                throw Mismatch(arn, $"its SHA-256 is {sha256}, not {version.Sha256}");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Task<int> ReadAsync() => transport.GuardAsync(
            what, version.Location.Host, token => content.ReadAsync(buffer.AsMemory(0, ChunkSize), token).AsTask(), cancellationToken);
    }

    // The address is good for some minutes; the next try asks Lambda for a new one.
    private static Exception ErrorOf(LayerVersionArn arn, LayerVersion version, HttpResponseMessage response)
    {
        var failure = new LambdaImageException(
            DiagnosticCodes.LayerDownloadError,
            $"Lambda says that {arn} is at {version.Location.Host}, and that answers HTTP {(int)response.StatusCode} ({response.StatusCode}). " +
            "See that a proxy or firewall lets requests to that host pass, and that this machine's clock is right.");
        return response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new TransientFailureException(failure, LambdaError.RetryAfter(response))
            : failure;
    }

    private static LambdaImageException Mismatch(LayerVersionArn arn, string why) => new(
        DiagnosticCodes.LayerContentMismatch,
        $"What was downloaded for {arn} is not what Lambda says it holds: {why}. Nothing of it was kept. " +
        "See what stands between this machine and AWS, such as a proxy that changes or caches downloads, then build again.");
}
