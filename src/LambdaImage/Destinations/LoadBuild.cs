using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Oci;
using LambdaImage.Sources;

namespace LambdaImage.Destinations;

/// <summary>
/// The strategy <c>Load</c>: the image's config and manifest are composed here and sent by <c>POST /images/load</c>, with the
/// layers that the engine lacks.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="store">How it stores images.</param>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="locks">The locks by which builds wait for each other.</param>
/// <param name="progress">Is told what happens.</param>
/// <param name="waits">Tells what is waited for.</param>
internal sealed class LoadBuild(IEngine engine, EngineStore store, string cacheFolder, ProcessLocks locks, IProgress<BuildMessage> progress, Waits waits)
{
    /// <summary>Loads and tags the image.</summary>
    /// <param name="image">What to build.</param>
    /// <param name="upload">Sends the layers.</param>
    /// <param name="named">The images that have the image's names now.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>The image as the engine has it; <see langword="null"/> if the engine can't load it, which the progress was told.</returns>
    /// <exception cref="LambdaImageException">A failure of the files, or of the engine.</exception>
    public async Task<StoredImage?> RunAsync(PlannedImage image, Upload upload, IReadOnlyList<StoredImage> named, CancellationToken cancellationToken)
    {
        if (store.Kind == EngineStoreKind.Other)
        {
            return GiveUp($"{store.Description} loads no image without its base's layers");
        }

        if (image.BaseImage.Layers.Count == 0)
        {
            return GiveUp($"{store.Description} does not tell the layers of {image.Spec.BaseImage}");
        }

        if (image.BaseImage.HasTriggers)
        {
            return GiveUp($"{image.Spec.BaseImage} has ONBUILD triggers, or the engine does not tell whether it has; they run only in a build");
        }

        IReadOnlyList<Descriptor>? baseLayers = null;
        if (store.Kind == EngineStoreKind.Containerd)
        {
            (baseLayers, var problem) = await FindBaseLayersAsync(image, cancellationToken).ConfigureAwait(false);
            if (baseLayers is null && store.Architecture.Length > 0 && store.Architecture != image.BaseImage.Architecture)
            {
                // The builder of such an engine takes the base for its own architecture, whatever it is told.
                throw new LambdaImageException(
                    DiagnosticCodes.BaseImageInParts,
                    $"The engine at {engine.Endpoint} ({store.Description}) does not tell what the base image {image.Spec.BaseImage} for " +
                    $"{image.BaseImage.Architecture} is made of: {problem.TrimEnd('.')}. Pull the base for linux/{store.Architecture}, too, so that the engine has " +
                    $"both ('docker pull --platform linux/{store.Architecture} {image.Spec.BaseImage}'), name a base for {image.BaseImage.Architecture} alone, " +
                    "or use Docker 28.1 or later.");
            }

            if (baseLayers is null)
            {
                return GiveUp($"{store.Description} does not tell what {image.Spec.BaseImage} is made of: {problem}");
            }
        }

        // A blob is named by its digest, before its bytes. And when a build is forced, nothing is known of the layers yet: to read them takes less
        // time than to send what the engine has.
        if (store.Kind != EngineStoreKind.GraphDriver || image.Spec.ForceBuild)
        {
            using var wait = waits.Start("the layers to be read");
            await image.Blobs.GetAsync(image.Plan.Layers, cancellationToken).ConfigureAwait(false);
        }

        var layers = LayersFor(image);
        var shared = new SharedLayers(engine, locks, baseLayers is null ? null : layers);
        using var turn = await shared.TakeTurnAsync(
            image,
            baseLayers is null ? image.BaseImage.Layers : [.. baseLayers.Select(layer => layer.Digest)],
            named,
            cancellationToken).ConfigureAwait(false);
        var send = new LoadAttempt(engine, image, upload, progress);
        try
        {
            StoredImage? loaded = null;
            try
            {
                loaded = await SendAsync(turn.Held).ConfigureAwait(false);
            }
            catch (LoadRejectedException rejection) when (turn.Held > 0 && !rejection.IsFull)
            {
                progress.Report(new(MessageLevel.Low, $"The engine wants all layers: {Display.Sentence(rejection.Message)}"));
            }

            // What the engine had a moment ago may have been removed since.
            loaded ??= await SendAsync(held: 0).ConfigureAwait(false) ?? throw new LambdaImageException(
                DiagnosticCodes.ImageIncomplete,
                $"The engine at {engine.Endpoint} loaded {image.Spec.Names[0]} without all of its layers. The base image {image.Spec.BaseImage} was removed " +
                "during the build, or is only there in part: pull it again, and build again. The image that had the name before still has it.");
            if (baseLayers is not null)
            {
                Array.ForEach([.. named], old => layers.Remove(old.Id, image.BaseImage));
                layers.Add(loaded.Id, image.BaseImage, await send.LayersAsync(baseLayers, cancellationToken).ConfigureAwait(false));
            }

            return loaded;
        }
        catch (LoadRejectedException rejection) when (rejection.IsFull)
        {
            throw new LambdaImageException(
                DiagnosticCodes.EngineError,
                $"The engine at {engine.Endpoint} has no room for the image: {Display.Sentence(rejection.Message)} " +
                "Make room on its disk ('docker system df' shows what is on it), then build again.",
                innerException: rejection);
        }
        catch (LoadRejectedException rejection)
        {
            return GiveUp($"{store.Description} refused it: {Display.Sentence(rejection.Message)}");
        }

        async Task<StoredImage?> SendAsync(int held) =>
            baseLayers is not null ? await send.ToContainerdAsync(baseLayers, held, cancellationToken).ConfigureAwait(false)
            : store.Kind == EngineStoreKind.Podman ? await send.ToPodmanAsync(held, cancellationToken).ConfigureAwait(false)
            : await send.ToGraphDriverAsync(held, cancellationToken).ConfigureAwait(false);
    }

    // Engines lose parts of images of several platforms, and can't send those; they build on them all the same.
    private async Task<(IReadOnlyList<Descriptor>? Layers, string Problem)> FindBaseLayersAsync(PlannedImage image, CancellationToken cancellationToken)
    {
        try
        {
            return (await LayersFor(image).FindAsync(image.BaseImage, cancellationToken).ConfigureAwait(false), "it sent no manifest of it");
        }
        catch (LambdaImageException failure) when (failure.Descriptor == DiagnosticCodes.EngineError)
        {
            return (null, failure.Message);
        }
    }

    private BaseLayers LayersFor(PlannedImage image) => new(engine, cacheFolder, trustsKept: !image.Spec.ForceBuild);

    private StoredImage? GiveUp(string why)
    {
        progress.Report(new(MessageLevel.Normal, $"Building with a Dockerfile instead of loading the image: {why}"));
        return null;
    }
}
