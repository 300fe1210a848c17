using LambdaImage.Caching;
using LambdaImage.Destinations.Exports;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Images;
using LambdaImage.LayerVersions;
using LambdaImage.Oci;
using LambdaImage.Registries;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Tar;

namespace LambdaImage.Pipeline;

/// <summary>The way from a spec to an image: spec, plan, tar, engine, result.</summary>
/// <param name="connect">Connects to the engine. Called once, if the image goes there.</param>
/// <param name="workFolder">The project's folder for the Dockerfile and for what builds remember, under <c>obj/</c>.</param>
/// <param name="cacheFolder">The user's folder for what projects share: locks, and digests of layers.</param>
/// <param name="progress">Is told what happens, on whatever thread it happens.</param>
/// <param name="layerVersions">How layer versions are downloaded; into the work folder if not said.</param>
/// <param name="waits">Tells what is waited for; nothing if not said.</param>
/// <param name="claims">Which names other projects of the same build have, once that is known; <see langword="null"/> if it can't be.</param>
/// <param name="registries">How registries are reached without an engine; without logins if not said.</param>
public sealed class ImageBuilder(
    Func<CancellationToken, Task<IEngine>> connect,
    string workFolder,
    string cacheFolder,
    IProgress<BuildMessage> progress,
    LayerVersionSettings? layerVersions = null,
    Waits? waits = null,
    Task<NameClaims?>? claims = null,
    RegistrySettings? registries = null)
{
    private readonly Waits _waits = waits ?? Waits.Untold;
    private readonly CacheFolders _caches = CacheFolders.Choose(workFolder, cacheFolder, layerVersions);

    /// <summary>Tells when files were read. Tests set it ahead, so that files that they have just written count as old.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    private ProcessLocks Locks => new(_caches.Shared, progress, _waits);

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
            _caches.Digests.Forget();
        }

        // Reading the layers' folders, and asking the engine or the registry, wait for different things.
        var planning = Task.Run(
            async () => ImagePlanner.Read(await ResolveAsync(spec, cancellationToken).ConfigureAwait(false), _caches.Digests, cancellationToken),
            cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = spec.Destinations.Load ? Task.Run<Asked?>(async () => await AskAsync(spec, stop.Token).ConfigureAwait(false), stop.Token) : Task.FromResult<Asked?>(null);
        using var registry = spec.Destinations.Exports ? (registries ?? new(string.Empty)).Connect(_waits, progress) : null;
        var current = spec.Destinations.Push
            ? Task.Run(() => new RegistryPush(registry!, _caches.Blobs, Locks, progress, _waits.Clock).FindCurrentAsync(spec.Names, stop.Token), stop.Token)
            : Task.FromResult<IReadOnlyList<Digest?>>([]);
        try
        {
            return await BuildAsync(spec, planning, asking, registry, current, stop, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)current).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ImageResult> BuildAsync(
        ImageSpec spec,
        Task<ImagePlan> planning,
        Task<Asked?> asking,
        RegistryClient? registry,
        Task<IReadOnlyList<Digest?>> current,
        CancellationTokenSource stop,
        CancellationToken cancellationToken)
    {
        await ((Task)planning).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!planning.IsCompletedSuccessfully)
        {
            // What the project must mend is told even when the engine never responds.
            await stop.CancelAsync().ConfigureAwait(false);
        }

        await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var plan = planning.IsCompletedSuccessfully ? await planning.ConfigureAwait(false) : null;
        using var engine = asking.IsCompletedSuccessfully ? (await asking.ConfigureAwait(false))?.Engine : null;

        // Wrong input is told before a missing engine: of two failures, the one that the project itself can mend.
        await planning.ConfigureAwait(false);
        var asked = await asking.ConfigureAwait(false);
        var digests = new LayerDigests(_caches.Digests, plan!.Spec.Timestamp, Clock);
        var result = asked is null ? null : await LoadAsync(plan, digests, asked, cancellationToken).ConfigureAwait(false);
        if (registry is not null)
        {
            result = await ExportAsync(plan, digests, registry, current, result, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (spec.MetadataFile is { } file)
            {
                new ImageMetadata(file, _caches.Digests).Write(plan.Spec, result!);
            }
        }
        finally
        {
            // The image is made, whatever becomes of the file.
            SaveDigests();
        }

        return result!;
    }

    private void SaveDigests()
    {
        if (_caches.Digests.Save() is { } problem)
        {
            progress.Report(new(MessageLevel.Low, $"Digests were not remembered, so the next build reads all files again: {Display.Sentence(problem)}"));
        }
    }

    private async Task<ImageSpec> ResolveAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        using var wait = spec.Layers.Any(layer => layer.Source is LayerVersionSource) ? _waits.Start("the layer versions") : null;
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

    private async Task<ImageResult> LoadAsync(ImagePlan plan, LayerDigests digests, Asked asked, CancellationToken cancellationToken)
    {
        var claiming = Task.Run(() => ClaimAsync(asked.Engine.Endpoint, plan.Spec, cancellationToken), cancellationToken);
        try
        {
            var build = new ImageBuild(plan, digests, asked.Engine, _caches, Locks, workFolder, progress, _waits);
            return await build.RunAsync(asked.Images, claiming, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // It reports to the task, which must not have ended.
            await claiming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ImageResult> ExportAsync(
        ImagePlan plan,
        LayerDigests digests,
        RegistryClient registry,
        Task<IReadOnlyList<Digest?>> current,
        ImageResult? loaded,
        CancellationToken cancellationToken)
    {
        await ClaimAsync(plan.Spec.Names[0].Registry, plan.Spec, cancellationToken).ConfigureAwait(false);
        // All places get the image on the same base.
        var pinned = loaded?.BaseDigest is { } digest ? plan with { Spec = plan.Spec with { BaseImageDigest = digest } } : plan;
        var exported = await new ImageExport(pinned, digests, registry, current, _caches, Locks, workFolder, progress, _waits.Clock).RunAsync(cancellationToken).ConfigureAwait(false);
        return loaded is null ? exported : exported with { Id = loaded.Id, IsLoaded = true, Strategy = loaded.Strategy, Skipped = loaded.Skipped && exported.Skipped };
    }

    private async Task ClaimAsync(string endpoint, ImageSpec spec, CancellationToken cancellationToken)
    {
        if (claims is not null && await claims.WaitAsync(cancellationToken).ConfigureAwait(false) is { } known)
        {
            await known.ClaimAsync(endpoint, spec, cancellationToken).ConfigureAwait(false);
        }
    }

    // What the engine said of the images that it has.
    private sealed record Asked(IEngine Engine, IReadOnlyList<StoredImage> Images);
}
