using System.Globalization;
using System.Net;
using LambdaImage.Http;
using LambdaImage.Oci;

namespace LambdaImage.Registries;

/// <summary>
/// One blob on its way to a registry: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs. It is sent in one
/// piece, or in several to a registry that takes no large ones; after a failure it goes on with what the registry does not have yet.
/// </summary>
/// <param name="connection">Sends the requests.</param>
/// <param name="image">An image of the repository.</param>
/// <param name="blob">The blob.</param>
/// <param name="from">A repository of the same registry that has it, if one is known.</param>
/// <param name="open">Opens it.</param>
/// <param name="onSent">Is told how many bytes were sent, piece by piece.</param>
internal sealed class BlobUpload(
    RegistryConnection connection,
    ImageReference image,
    Descriptor blob,
    string? from,
    Func<CancellationToken, Task<Stream>> open,
    Action<long> onSent)
{
    // Proxies in front of registries often take no larger request; and some stores take no smaller piece than five megabytes.
    private const long DefaultPiece = 16 * 1024 * 1024;

    private readonly string _what = $"room for the blob {blob.Digest}";
    private string? _from = from;
    private Uri? _location;
    private long _sent;
    private long _piece = DefaultPiece;
    private bool _isInPieces;

    /// <summary>Starts the upload, or goes on with it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether the blob was sent: the registry may have found it in the other repository.</returns>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (_location is not null)
        {
            await AskHowFarAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_location is null && !await StartAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        if (_sent == 0 && !_isInPieces && await SendWholeAsync(cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        if (_location is null)
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
        }

        await SendPiecesAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    // To open it can be to download it first, which takes longer than a registry waits for a request, or than it may be silent.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var content = await open(cancellationToken).ConfigureAwait(false);
        await content.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        using var response = await AskForRoomAsync(cancellationToken).ConfigureAwait(false);
        await RegistryClient.ExpectAsync(response, _what, HttpStatusCode.Accepted, HttpStatusCode.Created).ConfigureAwait(false);
        if (response.Status == HttpStatusCode.Created)
        {
            return false;
        }

        _sent = 0;
        GoOnAt(response);
        if (long.TryParse(response.Header("OCI-Chunk-Min-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var least))
        {
            _piece = Math.Max(_piece, least);
        }

        return true;
    }

    // Who may push may still not read the other repository. Then the blob is sent.
    private async Task<RegistryResponse> AskForRoomAsync(CancellationToken cancellationToken)
    {
        if (_from is not null)
        {
            try
            {
                var query = $"?mount={Uri.EscapeDataString(blob.Digest.ToString())}&from={Uri.EscapeDataString(_from)}";
                var response = await connection.SendAsync(new(HttpMethod.Post, image, "blobs/uploads/" + query) { IsPush = true, From = _from }, cancellationToken).ConfigureAwait(false);
                if (!IsRefusal(response.Status))
                {
                    return response;
                }

                response.Dispose();
            }
            catch (RegistryException exception) when (!exception.IsUnreachable)
            {
                // The service for tokens refused it, in one way or another.
            }

            _from = null;
        }

        return await connection.SendAsync(new(HttpMethod.Post, image, "blobs/uploads/") { IsPush = true }, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsRefusal(HttpStatusCode? status) => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound;

    // Whether the registry took it. Afterwards, if it did not, the upload is a new one in pieces.
    private async Task<bool> SendWholeAsync(CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(Request(HttpMethod.Put, Final(), 0, blob.Size, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (response.Status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.MethodNotAllowed or HttpStatusCode.LengthRequired)
        {
            _isInPieces = true;
            _location = null;
            return false;
        }

        return await ExpectAsync(response, HttpStatusCode.Created, HttpStatusCode.NoContent).ConfigureAwait(false);
    }

    private async Task SendPiecesAsync(CancellationToken cancellationToken)
    {
        while (_sent < blob.Size)
        {
            var length = Math.Min(_piece, blob.Size - _sent);
            using var response = await connection.SendAsync(Request(HttpMethod.Patch, _location!, _sent, length, cancellationToken), cancellationToken).ConfigureAwait(false);
            await ExpectAsync(response, HttpStatusCode.Accepted).ConfigureAwait(false);
            _sent += length;
            GoOnAt(response);
        }

        using var end = await connection.SendAsync(Request(HttpMethod.Put, Final(), blob.Size, 0, cancellationToken), cancellationToken).ConfigureAwait(false);
        await ExpectAsync(end, HttpStatusCode.Created, HttpStatusCode.NoContent).ConfigureAwait(false);
    }

    private async Task AskHowFarAsync(CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(new(HttpMethod.Get, image, string.Empty) { Address = _location, IsPush = true }, cancellationToken).ConfigureAwait(false);
        if (response.Status is HttpStatusCode.NoContent or HttpStatusCode.Accepted && EndOf(response.Header("Range")) is { } end && end < blob.Size)
        {
            // Of one byte and of none a registry says the same.
            _sent = end == 0 ? 0 : end + 1;
            _isInPieces |= _sent > 0;
            GoOnAt(response, _location);
            return;
        }

        _location = null;
        _sent = 0;
    }

    // A registry that is asked for room says whether there is a repository; later it can only have forgotten the upload.
    private async Task<bool> ExpectAsync(RegistryResponse response, params HttpStatusCode[] statuses) => response.Status == HttpStatusCode.NotFound
        ? throw new TransientFailureException(new RegistryException((await response.ErrorAsync(_what).ConfigureAwait(false)).Message))
        : await RegistryClient.ExpectAsync(response, _what, statuses).ConfigureAwait(false);

    private RegistryRequest Request(HttpMethod method, Uri address, long start, long length, CancellationToken cancellationToken) => new(method, image, string.Empty)
    {
        Address = address,
        IsPush = true,
        Content = onProgress =>
        {
            var content = new BlobContent(
                open,
                start,
                length,
                bytes =>
                {
                    onProgress();
                    onSent(bytes);
                },
                cancellationToken);
            content.Headers.ContentType = new("application/octet-stream");
            if (method == HttpMethod.Patch)
            {
                content.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{start}-{start + length - 1}"));
            }

            return content;
        },
    };

    private Uri Final()
    {
        var address = _location!.AbsoluteUri;
        return new($"{address}{(_location.Query.Length > 0 ? '&' : '?')}digest={Uri.EscapeDataString(blob.Digest.ToString())}");
    }

    private void GoOnAt(RegistryResponse response, Uri? otherwise = null)
    {
        var next = response.Head.Headers.Location is { } location ? RegistryConnection.Resolve(response.Head.RequestMessage!.RequestUri!, location) : otherwise;
        _location = next is null ? throw new RegistryException($"{image.Registry} names no address for the blob {blob.Digest}")
            : Challenge.IsSafe(next) ? next
            : throw new RegistryException($"{image.Registry} wants the blob {blob.Digest} to be sent to {next.Scheme}://{next.Host}, which is not encrypted");
    }

    // "0-1023": https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks.
    private static long? EndOf(string? range) =>
        range?.Split('-') is [_, var end] && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : null;
}
