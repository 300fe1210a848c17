using System.IO.Pipelines;
using System.Net;
using Docker.DotNet;
using LambdaImage.Diagnostics;
using LambdaImage.Engines.Connections;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Engines.Http;
using LambdaImage.Engines.Requests;
using LambdaImage.Json;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Registries;
using LambdaImage.Registries.Credentials;
namespace LambdaImage.Engines;

/// <summary>
/// An engine behind its API. What a build asks goes by hand; the client library serves the rest, and is loaded only for that. The API
/// version is never pinned: engines accept unversioned requests.
/// </summary>
internal sealed class DockerEngine : IEngine
{
    private readonly EngineConnection _connection;
    private readonly ICredentialSource _credentials;
    private readonly Waits _waits;

    // The newest versions of the API in which a request takes a platform: https://docs.docker.com/reference/api/engine/version-history/.
    private static readonly Version ExportsPlatforms = new(1, 48);
    private static readonly Version InspectsPlatforms = new(1, 49);

    // What the engine calls itself, and the newest version of the API that it speaks.
    private string _server = string.Empty;
    private Version _apiVersion = new(0, 0);

    // A request to load that was sent ahead.
    private LoadRequest? _load;

    /// <summary>Takes over an open connection.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="connection">The connection, owned by this object from now on.</param>
    /// <param name="credentials">Where credentials for registries come from.</param>
    /// <param name="patience">How long the engine may be silent.</param>
    /// <param name="waits">Tells what is waited for.</param>
    public DockerEngine(EngineEndpoint endpoint, Stream connection, ICredentialSource credentials, EnginePatience patience, Waits waits)
    {
        _connection = new(endpoint, connection, patience);
        _credentials = credentials;
        _waits = waits;
    }

    /// <inheritdoc/>
    public string Endpoint => _connection.Endpoint;

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredImage>> ListImagesAsync(IReadOnlyCollection<ImageReference> names, CancellationToken cancellationToken) =>
        ListAsync(ImageListing.PathForNames(names), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredImage>> ListImagesAsync(string label, CancellationToken cancellationToken) =>
        ListAsync(ImageListing.PathForLabel(label), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredImage?> FindImageAsync(string name, CancellationToken cancellationToken) =>
        TranslateAsync($"inspect {name}", async () =>
        {
            var response = await GetAsync(ImageInspection.PathFor(name), cancellationToken).ConfigureAwait(false);
            return response.Head.Status == HttpStatusCode.NotFound ? null : ImageInspection.Read(BodyOf(response));
        });

    /// <inheritdoc/>
    public Task<StoredImage?> FindImageAsync(string id, LambdaArchitecture architecture, CancellationToken cancellationToken) =>
        TranslateAsync($"inspect {id}", async () =>
        {
            var response = _apiVersion < InspectsPlatforms ? null : await GetAsync(ImageInspection.PathFor(id, architecture), cancellationToken).ConfigureAwait(false);
            if (response is null || response.Head.Status == HttpStatusCode.NotFound)
            {
                response = await GetAsync(ImageInspection.PathFor(id), cancellationToken).ConfigureAwait(false);
            }

            // For a platform, the engine tells the id of that platform's manifest, by which it finds nothing.
            if (response.Head.Status == HttpStatusCode.NotFound)
            {
                return null;
            }

            var image = ImageInspection.Read(BodyOf(response)) with { Id = id };

            return EngineStore.IsPodman(_server) ? image with { HasTriggers = await MayHaveTriggersAsync(id, cancellationToken).ConfigureAwait(false) } : image;
        });

    /// <inheritdoc/>
    public Task PullImageAsync(ImageReference name, Platform platform, IProgress<string> progress, CancellationToken cancellationToken) =>
        EngineFailure.TranslateAsync($"pull {name}", Endpoint, async () =>
        {
            var (credentials, problem) = await _credentials.FindAsync(name.Registry, cancellationToken).ConfigureAwait(false);
            using var wait = _waits.Start($"the engine at {Endpoint} to pull {name}");
            var pull = new PullProgress(new RestartingProgress(progress, wait));
            try
            {
                await PullRequest.SendAsync(_connection.OpenAsync, name, platform, credentials?.ToHeader(name.Registry), pull, cancellationToken).ConfigureAwait(false);
            }
            catch (EngineErrorException error)
            {
                throw RegistryFailure.Of(name, Endpoint, WithProblem(error.EngineMessage, problem), error.Status, error);
            }

            return pull.Error is null ? true : throw RegistryFailure.Of(name, Endpoint, WithProblem(pull.Error, problem));
        });

    /// <inheritdoc/>
    public Task<(Digest? Digest, string? Problem)> FindRegistryDigestAsync(ImageReference name, CancellationToken cancellationToken) =>
        EngineFailure.TranslateAsync($"ask the registry for {name}", Endpoint, async () =>
        {
            var (credentials, problem) = await _credentials.FindAsync(name.Registry, cancellationToken).ConfigureAwait(false);
            using var wait = _waits.Start($"the engine at {Endpoint} to ask the registry for {name}");
            var response = await EngineRequest.GetAsync(
                _connection.OpenAsync,
                $"/distribution/{name.StoredName}/json",
                credentials?.ToHeader(name.Registry),
                cancellationToken).ConfigureAwait(false);
            var status = response.Head.Status;
            if (status == HttpStatusCode.OK)
            {
                return (DigestIn(response.Body), (string?)null);
            }

            // Without a message it is not the registry that has no such image, but the engine that has no such call.
            var message = EngineFailure.MessageOf(response.Body);
            return status == HttpStatusCode.NotFound && message is null
                ? await AskRegistryAsync(name, cancellationToken).ConfigureAwait(false)
                : throw RegistryFailure.Of(name, Endpoint, WithProblem(message ?? status.ToString(), problem), status);
        });

    /// <inheritdoc/>
    public Task BuildImageAsync(
        IReadOnlyCollection<ImageReference> names,
        Platform platform,
        PipeReader context,
        IProgress<string> progress,
        CancellationToken cancellationToken) =>
        EngineFailure.TranslateAsync("build an image", Endpoint, async () =>
        {
            var build = new BuildStream();
            try
            {
                await BuildRequest.SendAsync(_connection.OpenAsync, names, platform, context, build, progress, StartWait, cancellationToken).ConfigureAwait(false);
            }
            catch when (!build.IsComplete)
            {
                await IntermediateImage.RemoveAsync(this, build.Intermediate).ConfigureAwait(false);
                throw;
            }

            if (build.Error is not null)
            {
                await IntermediateImage.RemoveAsync(this, build.Intermediate).ConfigureAwait(false);
                throw new BuildFailedException(build.Step, build.Error);
            }

            return true;
        });

    /// <inheritdoc/>
    public Task<EngineStore> FindStoreAsync(CancellationToken cancellationToken) =>
        TranslateAsync("tell how it stores images", async () =>
        {
            var response = await GetAsync(EngineStore.Path, cancellationToken).ConfigureAwait(false);
            return response.Head.Status == HttpStatusCode.OK ? EngineStore.Read(response.Head.Header("Server"), response.Body) : EngineStore.Untold(response.Head.Status);
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Descriptor>?> FindLayersAsync(StoredImage image, CancellationToken cancellationToken) =>
        TranslateAsync($"send {image.Id}", () => ManifestRequest.FindLayersAsync(_connection.OpenAsync, ExportOf(image, image.Config.Platform), image, cancellationToken));

    /// <inheritdoc/>
    public Task<string?> FindConfigAsync(StoredImage image, LambdaArchitecture architecture, CancellationToken cancellationToken) =>
        TranslateAsync($"send {image.Id}", () => ManifestRequest.FindConfigAsync(_connection.OpenAsync, ExportOf(image, architecture.Platform), architecture.Platform, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        string image,
        LambdaArchitecture architecture,
        IReadOnlyCollection<string> paths,
        CancellationToken cancellationToken) =>
        TranslateAsync($"look into {image}", () => ImageFolders.ResolveAsync(_connection.OpenAsync, image, architecture, paths, cancellationToken));

    /// <inheritdoc/>
    public async Task PrepareLoadAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        // Docker starts a process when it has seen the first ten bytes of an archive. That takes about as long as all else that it does
        // with a small one.
        if (_load is null && EngineStore.MayLoad(_server))
        {
            _load = await StartLoadAsync(start, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task LoadImageAsync(ReadOnlyMemory<byte> start, PipeReader archive, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var load = _load ?? await StartLoadAsync(start, cancellationToken).ConfigureAwait(false);
        _load = null;
        await load.SendAsync(archive, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<bool> CopyFileAsync(string image, LambdaArchitecture architecture, string path, Stream destination, CancellationToken cancellationToken) =>
        TranslateAsync($"copy {path} out of {image}", () => ImageFile.CopyAsync(_connection.Client, image, architecture.Platform.ToString(), path, destination, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> TagImageAsync(string id, ImageReference name, CancellationToken cancellationToken) =>
        TranslateAsync($"tag an image as {name}", () => TagRequest.SendAsync(_connection.OpenAsync, id, name, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> RemoveImageAsync(string name, CancellationToken cancellationToken) =>
        TranslateAsync($"remove {name}", async () =>
        {
            try
            {
                await _connection.Client.Images.DeleteImageAsync(name, new(), cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (DockerImageNotFoundException)
            {
                return false;
            }
            catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                throw new LambdaImageException(
                    DiagnosticCodes.ImageInUse,
                    $"The engine at {Endpoint} keeps {name}, because it is in use: {EngineFailure.MessageOf(exception)}. Remove what uses it first.",
                    innerException: exception);
            }
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        _load?.Dispose();
        _connection.Dispose();
    }

    private Task<LoadRequest> StartLoadAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) =>
        LoadRequest.StartAsync(_connection.OpenAsync, Endpoint, start, _waits, cancellationToken);

    private Wait StartWait() => _waits.Start($"the engine at {Endpoint} to build the image");

    private static Digest DigestIn(byte[] distribution) => Digest.Read(ForeignJson.Text(ForeignJson.Required(ForeignJson.Parse(distribution), "Descriptor"), "digest"));

    private async Task<(Digest? Digest, string? Problem)> AskRegistryAsync(ImageReference name, CancellationToken cancellationToken)
    {
        using var registry = new RegistryClient(_credentials);
        try
        {
            return await registry.FindDigestAsync(name, isPush: false, cancellationToken).ConfigureAwait(false) is { } digest ? (digest, null) : (null, $"{name.Registry} has no {name}");
        }
        catch (RegistryException exception)
        {
            return (null, exception.Message);
        }
    }

    private static string WithProblem(string error, string? problem) => problem is null ? error : $"{Display.Clause(error)} ({problem})";

    private Task<IReadOnlyList<StoredImage>> ListAsync(string path, CancellationToken cancellationToken) =>
        TranslateAsync("list images", async () => ImageListing.Read(BodyOf(await GetAsync(path, cancellationToken).ConfigureAwait(false))));

    private async Task<EngineResponse> GetAsync(string path, CancellationToken cancellationToken)
    {
        var response = await EngineRequest.GetAsync(_connection.OpenForQuestionAsync, path, registryAuth: null, cancellationToken).ConfigureAwait(false);
        _server = response.Head.Header("Server");
        _apiVersion = Version.TryParse(response.Head.Header("Api-Version"), out var version) ? version : new(0, 0);
        return response;
    }

    // Podman leaves triggers out of its inspections, and obeys them when it builds. On an image without a history it crashes.
    private async Task<bool> MayHaveTriggersAsync(string id, CancellationToken cancellationToken)
    {
        var history = await GetAsync(ImageHistory.PathFor(id), cancellationToken).ConfigureAwait(false);
        return history.Head.Status != HttpStatusCode.OK || ImageHistory.TellsOfTriggers(history.Body);
    }

    private string ExportOf(StoredImage image, Platform platform) => _apiVersion < ExportsPlatforms || platform.Architecture.Length == 0
        ? $"/images/{image.Id}/get"
        : $"/images/{image.Id}/get?platform={Uri.EscapeDataString((platform with { Variant = string.Empty }).ToJson())}";

    private static byte[] BodyOf(EngineResponse response) => response.Head.Status == HttpStatusCode.OK
        ? response.Body
        : throw new EngineErrorException(response.Head.Status, System.Text.Encoding.UTF8.GetString(response.Body));

    private Task<T> TranslateAsync<T>(string what, Func<Task<T>> request) => EngineFailure.TranslateAsync(what, Endpoint, request, _waits);
}
