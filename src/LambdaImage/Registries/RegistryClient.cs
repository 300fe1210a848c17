using System.Net;
using System.Text.Json;
using LambdaImage.Http;
using LambdaImage.Json;
using LambdaImage.Oci;
using LambdaImage.Registries.Credentials;

namespace LambdaImage.Registries;

/// <summary>
/// What registries are asked for: https://github.com/opencontainers/distribution-spec/blob/main/spec.md. It is ours because no client for
/// registries is on the package feed. Whatever has a digest is checked against it.
/// </summary>
/// <param name="credentials">Where credentials come from.</param>
/// <param name="backoff">Sends requests again if a failure may pass; they are sent once if not given.</param>
/// <param name="patience">How long nothing may come; a minute if not given.</param>
internal sealed class RegistryClient(ICredentialSource credentials, Backoff? backoff = null, TimeSpan? patience = null) : IDisposable
{
    private const string DigestHeader = "Docker-Content-Digest";

    private static readonly string[] ManifestTypes = [MediaTypes.Index, MediaTypes.DockerIndex, MediaTypes.Manifest, MediaTypes.DockerManifest];

    private readonly RegistryConnection _connection = new(credentials, patience);

    /// <summary>Asks which image has a name now.</summary>
    /// <param name="image">The name.</param>
    /// <param name="isPush">Whether an image is to be pushed to that name; then the login is for that, too.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The digest of its manifest or index; <see langword="null"/> if the registry has no image of that name.</returns>
    /// <exception cref="RegistryException">The registry does not say.</exception>
    public Task<Digest?> FindDigestAsync(ImageReference image, bool isPush, CancellationToken cancellationToken) => RepeatAsync(
        async token =>
        {
            using var head = await _connection.SendAsync(ManifestRequest(HttpMethod.Head, image) with { IsPush = isPush }, token).ConfigureAwait(false);
            if (head.Status == HttpStatusCode.NotFound)
            {
                return null;
            }

            if (await ExpectAsync(head, image.ToString(), HttpStatusCode.OK).ConfigureAwait(false) && Digest.ParseOrNull(head.Header(DigestHeader)) is { } digest)
            {
                return digest;
            }

            // Registries may leave it out: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests.
            return (await ReadManifestAsync(image, isPush, token).ConfigureAwait(false)).Digest;
        },
        cancellationToken);

    /// <summary>Gets a manifest or an index.</summary>
    /// <param name="image">Its name. If that has a digest, the document has it, too.</param>
    /// <param name="isPush">Whether the login is to push, too.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The document.</returns>
    /// <exception cref="RegistryException">The registry does not have it, or sends something else.</exception>
    public Task<OciDocument> GetManifestAsync(ImageReference image, bool isPush, CancellationToken cancellationToken) =>
        RepeatAsync(token => ReadManifestAsync(image, isPush, token), cancellationToken);

    /// <summary>Downloads a blob. After a failure it goes on where it was.</summary>
    /// <param name="image">An image of the repository.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="output">Gets it, from its start on.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <returns>The task of downloading.</returns>
    /// <exception cref="RegistryException">The registry does not have it, or sends something else.</exception>
    public async Task DownloadAsync(ImageReference image, Descriptor blob, Stream output, CancellationToken cancellationToken)
    {
        using var download = new BlobDownload(_connection, image, blob, output);
        await RepeatAsync(download.RunAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a repository has a blob.</summary>
    /// <param name="image">An image of the repository, which is to be pushed.</param>
    /// <param name="digest">The blob's digest.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>Whether it has.</returns>
    /// <exception cref="RegistryException">The registry does not say.</exception>
    public Task<bool> HasBlobAsync(ImageReference image, Digest digest, CancellationToken cancellationToken) => RepeatAsync(
        async token =>
        {
            using var response = await _connection.SendAsync(new(HttpMethod.Head, image, $"blobs/{digest}") { IsPush = true }, token).ConfigureAwait(false);
            return response.Status != HttpStatusCode.NotFound && await ExpectAsync(response, $"the blob {digest}", HttpStatusCode.OK).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Uploads a blob, unless the registry can take it from another repository of its own.</summary>
    /// <param name="image">An image of the repository.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="from">A repository of the same registry that has the blob; <see langword="null"/> if none is known.</param>
    /// <param name="open">Opens the blob, which can be read from any place.</param>
    /// <param name="onSent">Is told how many bytes were sent, piece by piece, on any thread.</param>
    /// <param name="cancellationToken">Stops the upload.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    public Task<bool> UploadAsync(
        ImageReference image,
        Descriptor blob,
        string? from,
        Func<CancellationToken, Task<Stream>> open,
        Action<long> onSent,
        CancellationToken cancellationToken)
    {
        var upload = new BlobUpload(_connection, image, blob, from, open, onSent);
        return RepeatAsync(upload.RunAsync, cancellationToken);
    }

    /// <summary>Gives a manifest to the registry, under a name.</summary>
    /// <param name="image">The name.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The task of the request.</returns>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    public Task PutManifestAsync(ImageReference image, OciDocument manifest, CancellationToken cancellationToken) => RepeatAsync<object?>(
        async token =>
        {
            using var response = await _connection.SendAsync(
                ManifestRequest(HttpMethod.Put, image) with { IsPush = true, Accept = [], Content = _ => ContentOf(manifest) }, token).ConfigureAwait(false);
            await ExpectAsync(response, $"room for {image}", HttpStatusCode.Created).ConfigureAwait(false);
            return response.Header(DigestHeader) is not { } named || named == manifest.Digest.ToString()
                ? null
                : throw new RegistryException($"{image.Registry} took the manifest {manifest.Digest} for {image}, and says that it is {Diagnostics.Display.Line(named)}") { IsWrongContent = true };
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Fails unless a response has a status that was hoped for.</summary>
    /// <param name="response">The response.</param>
    /// <param name="what">What was asked for.</param>
    /// <param name="statuses">The statuses.</param>
    /// <returns><see langword="true"/>.</returns>
    /// <exception cref="RegistryException">It has another.</exception>
    internal static async Task<bool> ExpectAsync(RegistryResponse response, string what, params HttpStatusCode[] statuses)
    {
        if (statuses.Contains(response.Status))
        {
            return true;
        }

        throw Failure(await response.ErrorAsync(what).ConfigureAwait(false), response.Head);
    }

    /// <summary>What to throw for a response that no one hoped for.</summary>
    /// <param name="error">The failure that it is.</param>
    /// <param name="response">The response.</param>
    /// <returns>The failure; one that is tried again if the response's status may pass.</returns>
    internal static Exception Failure(RegistryException error, HttpResponseMessage response) =>
        MayPass(response.StatusCode) ? new TransientFailureException(error, RetryAfter(response)) : error;

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await (backoff is null ? attempt(cancellationToken) : backoff.RunAsync(AttemptAsync, cancellationToken)).ConfigureAwait(false);
        }
        catch (TransientFailureException exception)
        {
            throw exception.Failure;
        }

        async Task<T> AttemptAsync(CancellationToken token)
        {
            try
            {
                return await attempt(token).ConfigureAwait(false);
            }
            catch (RegistryException exception) when (exception.IsUnreachable && !IsForGood(exception))
            {
                throw new TransientFailureException(exception);
            }
        }
    }

    private async Task<OciDocument> ReadManifestAsync(ImageReference image, bool isPush, CancellationToken cancellationToken)
    {
        using var response = await _connection.SendAsync(ManifestRequest(HttpMethod.Get, image) with { IsPush = isPush }, cancellationToken).ConfigureAwait(false);
        await ExpectAsync(response, image.ToString(), HttpStatusCode.OK).ConfigureAwait(false);
        var content = await response.ReadDocumentAsync().ConfigureAwait(false);
        var document = new OciDocument(TypeOf(response, content), content);
        return image.Digest is not { } digest || digest == document.Digest
            ? document
            : throw new RegistryException($"{image.Registry} was asked for {image} and sent what has the digest {document.Digest}") { IsWrongContent = true };
    }

    // What a document says of itself counts more than what a proxy says of it.
    private static string TypeOf(RegistryResponse response, byte[] content)
    {
        try
        {
            return ForeignJson.TextOrNull(ForeignJson.Parse(content), "mediaType") ?? response.Head.Content.Headers.ContentType?.MediaType ?? string.Empty;
        }
        catch (JsonException)
        {
            return string.Empty;
        }
    }

    private static RegistryRequest ManifestRequest(HttpMethod method, ImageReference image) =>
        new(method, image, $"manifests/{image.Digest?.ToString() ?? image.Tag}") { Accept = ManifestTypes };

    private static ByteArrayContent ContentOf(OciDocument manifest) => new(manifest.Content) { Headers = { ContentType = new(manifest.MediaType) } };

    private static bool MayPass(HttpStatusCode status) => status
        is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or (>= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented and not HttpStatusCode.HttpVersionNotSupported);

    private static bool IsForGood(RegistryException exception) => exception.InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter is not { } asked ? null
        : asked.Delta ?? (asked.Date is { } date ? date - (response.Headers.Date ?? date) : null);
}
