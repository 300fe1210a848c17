using LambdaImage.Caching;
using LambdaImage.Destinations;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Images;
using LambdaImage.LayerVersions;
using LambdaImage.Oci;
using LambdaImage.Sources;
using LambdaImage.Specification;
using LambdaImage.Tar;

namespace LambdaImage.Pipeline;

/// <summary>The way from a spec to an image: spec, plan, tar, engine, result.</summary>
/// <param name="connect">Connects to the engine. Called once.</param>
/// <param name="workFolder">The project's folder for the Dockerfile and for what builds remember, under <c>obj/</c>.</param>
/// <param name="cacheFolder">The user's folder for what projects share: locks, and digests of layers.</param>
/// <param name="progress">Is told what happens, on whatever thread it happens.</param>
/// <param name="layerVersions">How layer versions are downloaded; into the work folder if not said.</param>
/// <param name="waits">Tells what is waited for; nothing if not said.</param>
/// <param name="claims">Which names other projects of the same build have, once that is known; <see langword="null"/> if it can't be.</param>
public sealed class ImageBuilder(
    Func<CancellationToken, Task<IEngine>> connect,
    string workFolder,
    string cacheFolder,
    IProgress<BuildMessage> progress,
    LayerVersionSettings? layerVersions = null,
    Waits? waits = null,
    Task<NameClaims?>? claims = null)
{
    private readonly Waits _waits = waits ?? Waits.Untold;
    private readonly CacheFolders _caches = CacheFolders.Choose(workFolder, cacheFolder, layerVersions);

    /// <summary>Tells when files were read. Tests set it ahead, so that files that they have just written count as old.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Makes the image, unless the engine has it already.</summary>
    /// <param name="spec">What to make.</param>
    /// <param name="cancellationToken">Stops the work and leaves nothing behind.</param>
    /// <returns>The image.</returns>
    /// <exception cref="LambdaImageException">It can't be made. Nothing is tagged, and nothing is left behind.</exception>
    public async Task<ImageResult> BuildAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        _caches.Report(progress);
        if (spec.ForceBuild)
        {
            _caches.Memory.Forget();
        }

        // Reading the layers' folders and asking the engine wait for different things.
        var planning = Task.Run(
            async () => ImagePlanner.Read(await ResolveAsync(spec, cancellationToken).ConfigureAwait(false), _caches.Memory, cancellationToken),
            cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = Task.Run(() => AskAsync(spec, stop.Token), stop.Token);
        await ((Task)planning).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!planning.IsCompletedSuccessfully)
        {
            // What the project must mend is told even when the engine never answers.
            await stop.CancelAsync().ConfigureAwait(false);
        }

        await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var plan = planning.IsCompletedSuccessfully ? await planning.ConfigureAwait(false) : null;
        using var engine = asking.IsCompletedSuccessfully ? (await asking.ConfigureAwait(false)).Engine : null;

        // Wrong input is told before a missing engine: of two failures, the one that the project itself can mend.
        await planning.ConfigureAwait(false);
        var images = (await asking.ConfigureAwait(false)).Images;
        var result = await BuildAsync(plan!, engine!, images, cancellationToken).ConfigureAwait(false);
        if (_caches.Memory.Save() is { } problem)
        {
            progress.Report(new(MessageLevel.Low, $"Digests were not remembered, so the next build reads all files again: {Display.Sentence(problem)}"));
        }

        return result;
    }

    private async Task<ImageSpec> ResolveAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        using var wait = spec.Layers.Any(layer => layer.Version is not null) ? _waits.Start("the layer versions") : null;
        return await new LayerVersionResolver(_caches.LayerVersions, progress, new()).ResolveAsync(spec, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Asked> AskAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        var engine = await connect(cancellationToken).ConfigureAwait(false);
        try
        {
            return new(engine, await engine.ListImagesAsync([spec.BaseImage, .. spec.Names], cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private async Task ClaimAsync(string endpoint, ImageSpec spec, CancellationToken cancellationToken)
    {
        if (claims is not null && await claims.WaitAsync(cancellationToken).ConfigureAwait(false) is { } known)
        {
            await known.ClaimAsync(endpoint, spec, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ImageResult> BuildAsync(ImagePlan plan, IEngine engine, IReadOnlyList<StoredImage> images, CancellationToken cancellationToken)
    {
        var spec = plan.Spec;
        var claiming = ClaimAsync(engine.Endpoint, spec, cancellationToken);
        var bases = new BaseImageSource(engine, progress);
        var variants = new BaseVariants(engine, _caches.Shared, trustsCache: !spec.ForceBuild);
        var listed = await bases.GetAsync(spec, images.FirstOrDefault(image => image.Has(spec.BaseImage)), cancellationToken).ConfigureAwait(false);
        var digests = new LayerDigests(_caches.Memory, spec.Timestamp, Clock);
        BuildStrategy? strategy = null;
        var folders = new BaseFolders(engine, _caches.Shared, progress, trustsCache: !spec.ForceBuild);
        var places = folders.FindCached(listed.Id, spec.Architecture);
        if (places is null)
        {
            // No build on this base has come this far, so one is needed; the engine gets ready for it meanwhile.
            await PrepareAsync(engine, spec, cancellationToken).ConfigureAwait(false);
            places = await folders.FindAsync(listed.Id, spec.Architecture, cancellationToken).ConfigureAwait(false);
        }

        plan = plan.Follow(places);
        var check = new UpToDateCheck(plan, digests, _caches.Memory, listed.Id, token => bases.InspectAsync(spec, listed.Id, variants, token));
        if (!check.IsKnown(images))
        {
            // The engine gets ready while files are read.
            await PrepareAsync(engine, spec, cancellationToken).ConfigureAwait(false);
        }

        var current = await FindAsync(check, images, cancellationToken).ConfigureAwait(false);
        await claiming.ConfigureAwait(false);
        if (current is null)
        {
            await PrepareAsync(engine, spec, cancellationToken).ConfigureAwait(false);
            using var hold = await ProcessLock.TakeAsync(
                ProcessLock.FolderIn(_caches.Shared),
                $"{engine.Endpoint}\n{spec.Names[0]}",
                $"another build of {spec.Names[0]}",
                progress,
                _waits,
                cancellationToken).ConfigureAwait(false);

            // Another build may have made the image since the engine was asked, also one that nobody had to wait for.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var asking = spec.Strategy == BuildStrategy.Dockerfile ? null : engine.FindStoreAsync(stop.Token);
            var listing = engine.ListImagesAsync(spec.Names, stop.Token);
            var inspecting = check.InspectBaseAsync(stop.Token);
            await AllAsync(stop, listing, inspecting, asking ?? Task.CompletedTask).ConfigureAwait(false);
            var named = await listing.ConfigureAwait(false);
            current = await check.FindAsync(named, cancellationToken).ConfigureAwait(false);
            if (current is null)
            {
                var inspected = await inspecting.ConfigureAwait(false);
                var emulator = await new EmulatorSource(engine, workFolder, progress).FindAsync(plan, inspected, cancellationToken).ConfigureAwait(false);
                var image = new PlannedImage(plan.WithFirst(emulator).Follow(places), inspected, digests, check.FingerprintAsync);
                await image.CheckDepthAsync(engine, asking, cancellationToken).ConfigureAwait(false);
                var loading = asking is null ? null : new LoadBuild(engine, await asking.ConfigureAwait(false), _caches.Shared, progress, _waits);
                (current, strategy) = await MakeAsync(image, engine, loading, named, cancellationToken).ConfigureAwait(false);
            }
        }

        TakenNames.Warn(spec, images, progress);
        foreach (var name in spec.Names.Where(name => !current.Has(name)))
        {
            if (!await engine.TagImageAsync(current.Id, name, cancellationToken).ConfigureAwait(false))
            {
                throw new LambdaImageException(
                    DiagnosticCodes.ImageMissing,
                    $"The engine at {engine.Endpoint} can't tag the image as {name}, because the image is gone. Something else removes images; build again.");
            }
        }

        return new(
            spec.Names[0],
            current.Id,
            spec.Architecture,
            current.Labels[ImageLabels.Fingerprint],
            spec.BaseImage,
            current.Labels.GetValueOrDefault(ImageLabels.BaseDigest),
            strategy);
    }

    private static Task PrepareAsync(IEngine engine, ImageSpec spec, CancellationToken cancellationToken) =>
        spec.Strategy == BuildStrategy.Dockerfile ? Task.CompletedTask : engine.PrepareLoadAsync(ArchiveStart.Compose(spec.Timestamp), cancellationToken);

    private async Task<StoredImage?> FindAsync(UpToDateCheck check, IReadOnlyList<StoredImage> images, CancellationToken cancellationToken)
    {
        using var wait = _waits.Start("the layers to be read");
        return await check.FindAsync(images, cancellationToken).ConfigureAwait(false);
    }

    // The first failure ends the wait for the others: one may never be answered.
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

    private async Task<(StoredImage Image, BuildStrategy Strategy)> MakeAsync(
        PlannedImage image,
        IEngine engine,
        LoadBuild? loading,
        IReadOnlyList<StoredImage> named,
        CancellationToken cancellationToken)
    {
        PlanReport.Tell(image.Plan, progress);
        var upload = new Upload(image.Plan, image.Digests, progress, _waits.Clock);
        if (loading is not null && await loading.RunAsync(image, upload, named, cancellationToken).ConfigureAwait(false) is { } loaded)
        {
            new DockerfileOnDisk(workFolder, image.Spec.Architecture, loaded.Labels[ImageLabels.Fingerprint]).DeleteAll();
            return (loaded, BuildStrategy.Load);
        }

        return (await new DockerfileBuild(engine, workFolder, progress).RunAsync(image, upload, cancellationToken).ConfigureAwait(false), BuildStrategy.Dockerfile);
    }

    // What the engine said of the images that it has.
    private sealed record Asked(IEngine Engine, IReadOnlyList<StoredImage> Images);
}
