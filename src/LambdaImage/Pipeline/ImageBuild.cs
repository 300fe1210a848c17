using LambdaImage.Caching;
using LambdaImage.Destinations;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Sources;
using LambdaImage.Specification;
using LambdaImage.Tar;

namespace LambdaImage.Pipeline;

/// <summary>One build on an engine: finds the image that the plan describes, or makes it.</summary>
/// <param name="plan">The plan.</param>
/// <param name="digests">The digests of its layers.</param>
/// <param name="engine">The engine.</param>
/// <param name="caches">What earlier builds learned.</param>
/// <param name="locks">The locks by which builds wait for each other.</param>
/// <param name="workFolder">The project's folder under <c>obj/</c>.</param>
/// <param name="progress">Is told what happens.</param>
/// <param name="waits">Tells what is waited for.</param>
internal sealed class ImageBuild(
    ImagePlan plan,
    LayerDigests digests,
    IEngine engine,
    CacheFolders caches,
    ProcessLocks locks,
    string workFolder,
    IProgress<BuildMessage> progress,
    Waits waits)
{
    private readonly ImageSpec _spec = plan.Spec;
    private readonly BaseImageSource _bases = new(engine, progress);
    private readonly BaseFolders _folders = new(caches.Shared, progress, trustsCache: !plan.Spec.ForceBuild, plan.Spec.ChosenFolders);
    private StoredImage? _base;
    private ImagePlan? _followed;

    /// <summary>Finds or makes the image, and gives it its names.</summary>
    /// <param name="images">The images that the engine has of those that the project names.</param>
    /// <param name="claiming">Ends when no other project of the same build can give its image the same names.</param>
    /// <param name="cancellationToken">Stops the work and leaves nothing behind.</param>
    /// <returns>The image.</returns>
    /// <exception cref="LambdaImageException">It can't be made. Nothing is tagged, and nothing is left behind.</exception>
    public async Task<ImageResult> RunAsync(IReadOnlyList<StoredImage> images, Task claiming, CancellationToken cancellationToken)
    {
        var baseImage = await _bases.GetAsync(_spec, images.FirstOrDefault(image => image.Has(_spec.BaseImage)), cancellationToken).ConfigureAwait(false);
        var current = await FindAsync(baseImage.Id, images, cancellationToken).ConfigureAwait(false);
        await claiming.ConfigureAwait(false);
        BuildStrategy? strategy = null;
        if (current is null)
        {
            (current, strategy) = await FindOrMakeAsync(baseImage.Id, cancellationToken).ConfigureAwait(false);
        }

        TakenNames.Warn(_spec, images, progress);
        await TagAsync(current, cancellationToken).ConfigureAwait(false);
        return new(
            _spec.Names[0],
            current.Id,
            _spec.Architecture,
            current.Labels[ImageLabels.Fingerprint],
            _spec.BaseImage,
            await FindBaseDigestAsync(baseImage, cancellationToken).ConfigureAwait(false))
        {
            Strategy = strategy,
            Skipped = strategy is null,
            IsLoaded = true,

            // The fingerprint is made of them, so all are known.
            Layers = [.. _followed!.Layers.Select(layer => new ResultLayer(layer.Spec.Title, layer.Spec.Destination, digests.Find(layer)!, Blob: null))],
        };
    }

    private async Task<StoredImage?> FindAsync(string baseId, IReadOnlyList<StoredImage> images, CancellationToken cancellationToken)
    {
        if (_folders.FindCached(baseId, _spec.Architecture) is not { } folders)
        {
            // No build has used this base here yet, so the image is most likely not there. It is looked for again under the lock.
            return null;
        }

        var check = CheckFor(folders, baseId);
        if (!check.IsKnown(images))
        {
            // The engine gets ready while files are read.
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        return await FindAsync(check, images, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredImage?> FindAsync(UpToDateCheck check, IReadOnlyList<StoredImage> images, CancellationToken cancellationToken)
    {
        using var wait = waits.Start("the layers to be read");
        return await check.FindAsync(images, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(StoredImage Image, BuildStrategy? Strategy)> FindOrMakeAsync(string baseId, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        using var hold = await locks.TakeAsync($"{engine.Endpoint}\n{_spec.Names[0]}", $"another build of {_spec.Names[0]}", cancellationToken).ConfigureAwait(false);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = _spec.Strategy == BuildStrategy.Dockerfile ? null : engine.FindStoreAsync(stop.Token);
        var listing = engine.ListImagesAsync(_spec.Names, stop.Token);
        var looking = LookIntoBaseAsync(baseId, stop.Token);
        await AllAsync(stop, listing, looking, asking ?? Task.CompletedTask).ConfigureAwait(false);
        var named = await listing.ConfigureAwait(false);
        var (baseImage, folders) = await looking.ConfigureAwait(false);

        // Another build may have made the image since the engine was asked, also one that nobody had to wait for.
        var check = CheckFor(folders, baseImage.Id);
        if (await FindAsync(check, named, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return (found, null);
        }

        var emulator = await new EmulatorSource(new EngineFiles(engine, progress), workFolder, progress).FindAsync(plan, baseImage.Config.Container, cancellationToken).ConfigureAwait(false);
        var store = asking is null ? null : await asking.ConfigureAwait(false);
        using var blobs = new LayerBlobs(digests, caches.Digests, caches.Blobs, locks, IsPushedAsLoaded(store), new(_spec, progress), progress);
        var image = new PlannedImage(plan.WithFirst(emulator).Follow(folders), baseImage, digests, blobs, check.FingerprintAsync);
        await image.CheckDepthAsync(engine, asking, cancellationToken).ConfigureAwait(false);
        var loading = store is null ? null : new LoadBuild(engine, store, caches.Shared, locks, progress, waits);
        return await MakeAsync(image, loading, named, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(StoredImage Image, BuildStrategy? Strategy)> MakeAsync(
        PlannedImage image,
        LoadBuild? loading,
        IReadOnlyList<StoredImage> named,
        CancellationToken cancellationToken)
    {
        PlanReport.Tell(image.Plan, progress, waits.Clock);
        var upload = new Upload(image.Plan, image.Blobs, progress, waits.Clock);
        if (loading is not null && await loading.RunAsync(image, upload, named, cancellationToken).ConfigureAwait(false) is { } loaded)
        {
            new DockerfileOnDisk(workFolder, _spec.Architecture, loaded.Labels[ImageLabels.Fingerprint]).DeleteAll();
            return (loaded, BuildStrategy.Load);
        }

        return (await new DockerfileBuild(engine, workFolder, progress).RunAsync(image, upload, cancellationToken).ConfigureAwait(false), BuildStrategy.Dockerfile);
    }

    private async Task TagAsync(StoredImage image, CancellationToken cancellationToken)
    {
        foreach (var name in _spec.Names.Where(name => !image.Has(name)))
        {
            if (!await engine.TagImageAsync(image.Id, name, cancellationToken).ConfigureAwait(false))
            {
                throw new LambdaImageException(
                    DiagnosticCodes.ImageMissing,
                    $"The engine at {engine.Endpoint} can't tag the image as {name}, because the image is gone. Something else removes images; build again.");
            }
        }
    }

    private UpToDateCheck CheckFor(IReadOnlyDictionary<string, string> folders, string baseId)
    {
        _followed = plan.Follow(folders);
        return new(_followed, digests, caches.Digests, baseId, token => InspectBaseAsync(baseId, token));
    }

    private async Task<StoredImage> InspectBaseAsync(string id, CancellationToken cancellationToken) =>
        _base ??= await _bases.InspectAsync(_spec, id, new(engine, caches.Shared, trustsCache: !_spec.ForceBuild), cancellationToken).ConfigureAwait(false);

    // The inspection pulls the base if the engine has it for other architectures alone.
    private async Task<(StoredImage Image, IReadOnlyDictionary<string, string> Folders)> LookIntoBaseAsync(string id, CancellationToken cancellationToken)
    {
        var image = await InspectBaseAsync(id, cancellationToken).ConfigureAwait(false);
        return (image, await _folders.FindAsync(
            image.Id,
            _spec.Architecture,
            (folders, token) => engine.ResolveAsync(image.Id, _spec.Architecture, folders, token),
            cancellationToken).ConfigureAwait(false));
    }

    // A containerd store pushes layers as they were loaded, and Lambda is reported to reject some that are not compressed. Others compress them.
    private bool IsPushedAsLoaded(EngineStore? store) => store?.Kind == EngineStoreKind.Containerd && _spec.Destinations.Compression switch
    {
        LayerCompression.Auto => _spec.Names.Any(name => name.IsPushable),
        var compression => compression == LayerCompression.Gzip,
    };

    // A listing may leave it out, and a base that was never pulled has none.
    private async Task<Digest?> FindBaseDigestAsync(StoredImage image, CancellationToken cancellationToken)
    {
        const string None = "0";
        if ((_spec.BaseImage.Digest ?? image.DigestIn(_spec.BaseImage)) is { } told)
        {
            return told;
        }

        var key = CodeIdentity.Key(CodeIdentity.Value, "basedigest", image.Id, _spec.BaseImage.Repository);
        if (caches.Digests.Find(key) is { } cached)
        {
            return Digest.ParseOrNull("sha256:" + cached);
        }

        var digest = (await InspectBaseAsync(image.Id, cancellationToken).ConfigureAwait(false)).DigestIn(_spec.BaseImage);
        caches.Digests.Add(key, digest?.Hex ?? None);
        return digest;
    }

    private Task PrepareAsync(CancellationToken cancellationToken) =>
        _spec.Strategy == BuildStrategy.Dockerfile ? Task.CompletedTask : engine.PrepareLoadAsync(ArchiveStart.Compose(_spec.Timestamp), cancellationToken);

    // The first failure ends the wait for the others: one may never get a response.
    private static async Task AllAsync(CancellationTokenSource stop, params Task[] tasks)
    {
        var pending = tasks.ToList();
        while (pending.Count > 0)
        {
            var ended = await Task.WhenAny(pending).ConfigureAwait(false);
            pending.Remove(ended);
            if (!ended.IsCompletedSuccessfully)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await ended.ConfigureAwait(false);
        }
    }
}
