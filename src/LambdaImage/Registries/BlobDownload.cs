using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using LambdaImage.Oci;

namespace LambdaImage.Registries;

/// <summary>
/// One blob on its way from a registry: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs. After a failure it
/// goes on where it was, if the registry can, and it is checked while it comes.
/// </summary>
/// <param name="connection">Sends the requests.</param>
/// <param name="image">An image of the repository.</param>
/// <param name="blob">The blob.</param>
/// <param name="output">Gets it, from its start on.</param>
internal sealed class BlobDownload(RegistryConnection connection, ImageReference image, Descriptor blob, Stream output) : IDisposable
{
    private const int ChunkSize = 128 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(blob.Digest.Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
    private long _received;

    /// <summary>Starts the download, or goes on with it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="RegistryException">The registry does not have it, or sends something else.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var range = _received == 0 ? null : new RangeHeaderValue(_received, null);
        using (var response = await connection.SendAsync(new(HttpMethod.Get, image, $"blobs/{blob.Digest}") { Range = range }, cancellationToken).ConfigureAwait(false))
        {
            if (response.Status != HttpStatusCode.PartialContent || response.Head.Content.Headers.ContentRange?.From != _received)
            {
                await RegistryClient.ExpectAsync(response, $"the blob {blob.Digest} of {image.Repository}", HttpStatusCode.OK).ConfigureAwait(false);
                StartOver();
            }

            await ReceiveAsync(response, cancellationToken).ConfigureAwait(false);
        }

        if (_received < blob.Size)
        {
            throw new RegistryException(Sent($"only {_received} of {blob.Size} bytes")) { IsUnreachable = true };
        }

        var actual = Convert.ToHexStringLower(_hash.GetHashAndReset());
        return actual == blob.Digest.Hex ? _received : throw new RegistryException(Sent($"what has the digest {blob.Digest.Algorithm}:{actual}")) { IsWrongContent = true };
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private async Task ReceiveAsync(RegistryResponse response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            while (await response.ReadAsync(buffer.AsMemory(0, ChunkSize)).ConfigureAwait(false) is > 0 and var read)
            {
                if (_received + read > blob.Size)
                {
                    throw new RegistryException(Sent($"more than {blob.Size} bytes")) { IsWrongContent = true };
                }

                _hash.AppendData(buffer, 0, read);
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                _received += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void StartOver()
    {
        _received = 0;
        _ = _hash.GetHashAndReset();
        output.SetLength(0);
    }

    private string Sent(string what) => $"{image.Registry} was asked for the blob {blob.Digest} and sent {what}";
}
