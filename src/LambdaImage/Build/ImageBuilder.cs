using LambdaImage.Diagnostics;
using LambdaImage.Engine;
using LambdaImage.Layers;
using LambdaImage.LayerVersions;
using LambdaImage.Plan;
using LambdaImage.Spec;

namespace LambdaImage.Build;

/// <summary>The way from a spec to an image: spec, plan, tar, engine, result.</summary>
/// <param name="connect">Connects to the engine. Called once the spec is valid, and only once.</param>
/// <param name="workFolder">The project's folder for the Dockerfile and the remembered hashes, under <c>obj/</c>.</param>
/// <param name="lockFolder">The user's folder for the locks by which builds of the same image wait for each other.</param>
/// <param name="progress">Is told what happens, on whatever thread it happens.</param>
/// <param name="layerVersions">How layer versions are downloaded; into the work folder if not said.</param>
public sealed class ImageBuilder(
    Func<CancellationToken, Task<IEngine>> connect,
    string workFolder,
    string lockFolder,
    IProgress<BuildMessage> progress,
    LayerVersionSettings? layerVersions = null)
{
    /// <summary>Makes the image, unless the engine has it already.</summary>
    /// <param name="spec">What to make.</param>
    /// <param name="cancellationToken">Stops the work and leaves nothing behind.</param>
    /// <returns>The image.</returns>
    /// <exception cref="LambdaImageException">It can't be made. Nothing is tagged, and nothing is left behind.</exception>
    public async Task<ImageResult> BuildAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        var hashFile = Path.Combine(workFolder, "content-hashes.txt");

        // Reading the layers and asking the engine wait for different things.
        var reading = Task.Run(
            async () =>
            {
                var resolved = await LayerVersions().ResolveAsync(spec, cancellationToken).ConfigureAwait(false);
                var hashes = ContentHashCache.Load(hashFile);
                return (Plan: ImagePlanner.Read(resolved, hashes, cancellationToken), Hashes: hashes);
            },
            cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = AskAsync(spec, stop.Token);
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!reading.IsCompletedSuccessfully)
        {
            // What the project must mend is told even when the engine never answers.
            await stop.CancelAsync().ConfigureAwait(false);
        }

        await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var plan = reading.IsCompletedSuccessfully ? (await reading.ConfigureAwait(false)).Plan : null;
        using var engine = asking.IsCompletedSuccessfully ? (await asking.ConfigureAwait(false)).Engine : null;

        // Wrong input is told before a missing engine: of two failures, the one that the project itself can mend.
        var hashes = (await reading.ConfigureAwait(false)).Hashes;
        var images = (await asking.ConfigureAwait(false)).Images;
        var result = await BuildAsync(plan!, engine!, images, cancellationToken).ConfigureAwait(false);
        if (hashes.Save(hashFile) is { } problem)
        {
            progress.Report(new(MessageLevel.Low, $"Content hashes were not remembered, so the next build reads all files again: {problem}"));
        }

        return result;
    }

    private LayerVersionResolver LayerVersions() => new(
        layerVersions ?? new() { CacheFolder = Path.Combine(workFolder, "layers"), LockFile = Path.Combine(workFolder, "lambda-layers.lock.json") },
        new SynchronousProgress<LayerVersionMessage>(message => progress.Report(new(Level(message.Stage), message.Text))),
        new());

    private static MessageLevel Level(LayerVersionStage stage) => stage switch
    {
        LayerVersionStage.Downloading => MessageLevel.High,
        LayerVersionStage.Cached => MessageLevel.Low,
        _ => MessageLevel.Normal,
    };

    private async Task<(IEngine Engine, IReadOnlyList<EngineImage> Images)> AskAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        var engine = await connect(cancellationToken).ConfigureAwait(false);
        try
        {
            return (engine, await engine.ListImagesAsync([spec.BaseImage, .. spec.Names], cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private async Task<ImageResult> BuildAsync(ImagePlan plan, IEngine engine, IReadOnlyList<EngineImage> images, CancellationToken cancellationToken)
    {
        var spec = plan.Spec;
        var baseImages = new BaseImageSource(engine, progress);
        var baseImage = await baseImages.GetAsync(spec, images.FirstOrDefault(image => image.Has(spec.BaseImage)), cancellationToken).ConfigureAwait(false);
        var fingerprint = Fingerprint.Compute(plan, baseImage.Id);
        var current = Current(images, spec, fingerprint);
        var skipped = current is not null;
        if (current is null)
        {
            using var hold = await BuildLock.TakeAsync(lockFolder, engine.Endpoint, spec.Names[0], progress, cancellationToken).ConfigureAwait(false);

            // Another build may have made the image since the engine was asked, also one that nobody had to wait for.
            current = Current(await engine.ListImagesAsync(spec.Names, cancellationToken).ConfigureAwait(false), spec, fingerprint);
            skipped = current is not null;
            if (current is null)
            {
                var inspected = await baseImages.InspectAsync(spec, cancellationToken).ConfigureAwait(false);
                var emulator = await new EmulatorSource(engine, workFolder, progress).FindAsync(plan, inspected, cancellationToken).ConfigureAwait(false);
                current = await new DockerfileBuild(engine, workFolder, progress)
                    .RunAsync(plan.WithFirst(emulator), fingerprint, inspected, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var name in spec.Names.Where(name => !current.Has(name)))
        {
            await engine.TagImageAsync(current.Id, name, cancellationToken).ConfigureAwait(false);
        }

        return new(spec.Names[0], current.Id, spec.Architecture, fingerprint, spec.BaseImage, current.Labels.GetValueOrDefault(ImageLabels.BaseDigest), skipped);
    }

    private static EngineImage? Current(IEnumerable<EngineImage> images, ImageSpec spec, string fingerprint) =>
        spec.ForceBuild ? null : images.FirstOrDefault(image =>
            image.Has(spec.Names[0]) && image.Labels.TryGetValue(ImageLabels.Fingerprint, out var label) && label == fingerprint);
}
