using System.Collections.Concurrent;
using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Lambda;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
namespace LambdaImage.LayerVersions;

/// <summary>Turns the layer versions of a spec into zips on disk. With lock file and cache in place it asks nobody.</summary>
/// <param name="settings">Where things are.</param>
/// <param name="progress">Is told what happens, on whatever thread it happens.</param>
/// <param name="services">What it needs of the world around it.</param>
internal sealed class LayerVersionResolver(
    LayerVersionSettings settings, IProgress<BuildMessage> progress, LayerVersionServices services)
{
    private const int MostAtOnce = 4;

    // A helper of the user's may ask for a PIN.
    private static readonly TimeSpan CredentialPatience = TimeSpan.FromMinutes(2);

    private readonly LayerVersionCache _cache = new(settings.CacheFolder);
    private readonly LayerVersionLock _lock = new(settings.LockFile);

    /// <summary>Downloads what is missing.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="cancellationToken">Stops the downloads and leaves nothing behind.</param>
    /// <returns>The spec with each layer version's zip as the layer's source.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004, or 4002 to 4013.</exception>
    public async Task<ImageSpec> ResolveAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        var wanted = spec.Layers.Select(Wanted.Of).OfType<Wanted>().DistinctBy(layer => layer.Arn).ToList();
        if (wanted.Count == 0)
        {
            return spec;
        }

        var force = settings.ForceDownload;
        var pins = _lock.Read();
        var files = new ConcurrentDictionary<LayerVersionArn, (string Path, string Sha256)>();
        var missing = wanted.Where(layer => force || !FindPinned(layer.Arn, pins, files, !spec.ForceBuild)).ToList();
        if (missing.Count > 0)
        {
            await DownloadAsync(missing, pins, force, files, cancellationToken).ConfigureAwait(false);
            _lock.Add(files.ToDictionary(file => file.Key.ToString(), file => file.Value.Sha256));
        }

        return spec with
        {
            Layers = [.. spec.Layers.Select(layer => layer.Source is LayerVersionSource { Arn: var arn } ? layer with { Source = new ZipSource(files[arn].Path, arn) } : layer)],
        };
    }

    private bool FindPinned(
        LayerVersionArn arn,
        IReadOnlyDictionary<string, string> pins,
        ConcurrentDictionary<LayerVersionArn, (string Path, string Sha256)> files,
        bool trustsMarks)
    {
        if (!pins.TryGetValue(arn.ToString(), out var sha256) || _cache.Find(sha256, trustsMarks) is not { } path)
        {
            return false;
        }

        progress.Report(new(MessageLevel.Low, $"Layer {arn} is in the cache: {path}"));
        files[arn] = (path, sha256);
        return true;
    }

    private async Task DownloadAsync(
        List<Wanted> missing,
        IReadOnlyDictionary<string, string> pins,
        bool force,
        ConcurrentDictionary<LayerVersionArn, (string Path, string Sha256)> files,
        CancellationToken cancellationToken)
    {
        var certificates = TrustedCertificates.Read(settings.CertificateBundle);
        var signer = services.Signer ?? new AwsRequestSigner(() => AwsCredentialChain.Resolve(certificates), settings.CredentialTimeout ?? CredentialPatience, services.Clock);
        using var transport = new LayerTransport(certificates, services.Proxy, services.Patience);
        var client = new LayerVersionClient(transport, signer, settings.Endpoint);
        var download = new LayerDownload(transport);
        var backoff = new Backoff(services.Clock, progress);
        await Parallel.ForEachAsync(
            missing,
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
            async (layer, token) => files[layer.Arn] = await FetchAsync(layer, token).ConfigureAwait(false)).ConfigureAwait(false);

        async Task<(string Path, string Sha256)> FetchAsync(Wanted layer, CancellationToken token)
        {
            try
            {
                progress.Report(new(MessageLevel.Normal, $"Asking Lambda for layer {layer.Arn}"));
                return await backoff.RunAsync(stop => TryFetchAsync(layer.Arn, stop), token).ConfigureAwait(false);
            }
            catch (LambdaImageException failure) when (layer.Origin is not null)
            {
                throw failure.At(layer.Origin);
            }
        }

        async Task<(string Path, string Sha256)> TryFetchAsync(LayerVersionArn arn, CancellationToken token)
        {
            var version = await client.GetAsync(arn, token).ConfigureAwait(false);
            if (pins.TryGetValue(arn.ToString(), out var pinned) && pinned != version.Sha256)
            {
                throw _lock.Changed(arn.ToString(), pinned, version.Sha256);
            }

            if (!force && _cache.Find(version.Sha256, trustsMarks: false) is { } known)
            {
                progress.Report(new(MessageLevel.Normal, $"Layer {arn} was in the cache: {known}"));
                return (known, version.Sha256);
            }

            progress.Report(new(MessageLevel.High, $"Downloading layer {arn} ({Display.Size(version.Size)})"));
            var path = await _cache.AddAsync(version.Sha256, (file, stop) => download.CopyAsync(arn, version, file, stop), token).ConfigureAwait(false);
            progress.Report(new(MessageLevel.Normal, $"Layer {arn} has the SHA-256 {version.Sha256}, and is in the cache: {path}"));
            return (path, version.Sha256);
        }
    }

    // A layer version, and where the project names it first.
    private sealed record Wanted(LayerVersionArn Arn, InputOrigin? Origin)
    {
        public static Wanted? Of(LayerSpec layer) => layer.Source is LayerVersionSource { Arn: var arn } ? new(arn, layer.Origin) : null;
    }
}
