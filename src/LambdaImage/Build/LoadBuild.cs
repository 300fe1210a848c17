using System.Globalization;
using LambdaImage.Composition;
using LambdaImage.Diagnostics;
using LambdaImage.Engine;
using LambdaImage.Json;
using LambdaImage.Layers;
using LambdaImage.Tar;

namespace LambdaImage.Build;

/// <summary>
/// The strategy <c>Load</c>: the image's config and manifest are composed here and sent by <c>POST /images/load</c>, with the
/// layers that the engine lacks.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="store">How it stores images.</param>
/// <param name="start">A request to load that the engine may have already.</param>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="progress">Is told what happens.</param>
/// <param name="waits">Tells what is waited for.</param>
internal sealed class LoadBuild(IEngine engine, EngineStore store, LoadStart start, string cacheFolder, IProgress<BuildMessage> progress, Waits waits)
{
    /// <summary>Loads and tags the image.</summary>
    /// <param name="image">What to build.</param>
    /// <param name="upload">Sends the layers.</param>
    /// <param name="named">The images that have the image's names now.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>The image as the engine has it; <see langword="null"/> if the engine can't load it, which the progress was told.</returns>
    /// <exception cref="LambdaImageException">A failure of the files, or of the engine.</exception>
    public async Task<EngineImage?> RunAsync(PlannedImage image, Upload upload, IReadOnlyList<EngineImage> named, CancellationToken cancellationToken)
    {
        if (store.Kind == EngineStoreKind.Other)
        {
            return GiveUp($"{store.Description} loads no image without its base's layers");
        }

        if (image.BaseImage.Layers.Count == 0)
        {
            return GiveUp($"{store.Description} does not tell the layers of {image.Spec.BaseImage}");
        }

        if (image.BaseImage.Config is { } config && ForeignJson.Texts(config, "OnBuild").Count > 0)
        {
            return GiveUp($"{image.Spec.BaseImage} has ONBUILD triggers, which run only in a build");
        }

        IReadOnlyList<LayerDescriptor>? packed = null;
        if (store.Kind == EngineStoreKind.Containerd)
        {
            (packed, var problem) = await FindBaseLayersAsync(image.BaseImage, trustsKept: !image.Spec.ForceBuild, cancellationToken).ConfigureAwait(false);
            if (packed is null)
            {
                return GiveUp($"{store.Description} does not tell what {image.Spec.BaseImage} is made of: {problem}");
            }

            // A blob is named by its digest, before its bytes.
            using var wait = waits.Start("the layers to be read");
            await image.Digests.ReadAsync(image.Plan.Layers, cancellationToken).ConfigureAwait(false);
        }

        if (image.Spec.ForceBuild)
        {
            // Nothing is known of the layers yet. To read them takes less time than to send what the engine has.
            await image.Digests.ReadAsync(image.Plan.Layers, cancellationToken).ConfigureAwait(false);
        }

        var shared = new SharedLayers(engine, cacheFolder, progress, waits);
        using var turn = await shared.TakeTurnAsync(image, named, cancellationToken).ConfigureAwait(false);
        try
        {
            try
            {
                return await SendAsync(image, upload, packed, turn.Held, cancellationToken).ConfigureAwait(false);
            }
            catch (LoadRefusedException refusal) when (turn.Held > 0 && !refusal.IsFull)
            {
                // What the engine had a moment ago may have been removed since.
                progress.Report(new(MessageLevel.Low, $"The engine wants all layers: {Display.Sentence(refusal.Message)}"));
                return await SendAsync(image, upload, packed, held: 0, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LoadRefusedException refusal) when (refusal.IsFull)
        {
            throw new LambdaImageException(
                DiagnosticCodes.EngineRefused,
                $"The engine at {engine.Endpoint} has no room for the image: {Display.Sentence(refusal.Message)} " +
                "Make room on its disk ('docker system df' shows what is on it), then build again.",
                innerException: refusal);
        }
        catch (LoadRefusedException refusal)
        {
            return GiveUp($"{store.Description} refused it: {Display.Sentence(refusal.Message)}");
        }
    }

    // Engines lose parts of images of several platforms, and can't send those; they build on them all the same.
    private async Task<(IReadOnlyList<LayerDescriptor>? Layers, string Problem)> FindBaseLayersAsync(
        EngineImage image, bool trustsKept, CancellationToken cancellationToken)
    {
        try
        {
            return (await new BaseLayers(engine, cacheFolder, trustsKept).FindAsync(image, cancellationToken).ConfigureAwait(false), "it sent no manifest of it");
        }
        catch (LambdaImageException failure) when (failure.Descriptor == DiagnosticCodes.EngineRefused)
        {
            return (null, failure.Message);
        }
    }

    private EngineImage? GiveUp(string why)
    {
        progress.Report(new(MessageLevel.Normal, $"Building with a Dockerfile instead of loading the image: {why}"));
        return null;
    }

    private async Task<EngineImage> SendAsync(
        PlannedImage image,
        Upload upload,
        IReadOnlyList<LayerDescriptor>? packed,
        int held,
        CancellationToken cancellationToken)
    {
        using var load = await start.TakeAsync(cancellationToken).ConfigureAwait(false);
        var layers = image.Plan.Layers.Select((layer, index) => (Layer: layer, File: FileOf(image, layer, index, packed is not null))).ToList();
        progress.Report(new(
            MessageLevel.Normal,
            $"Loading the image with {(held == 0 ? "all layers" : $"{layers.Count - held} of {Display.Count(layers.Count, "layer")}; the engine has the others")}"));

        var lines = new SynchronousProgress<string>(line => progress.Report(new(MessageLevel.Low, line)));
        await upload.SendAsync(
            layers[held..],
            async (tar, token) =>
            {
                var composed = await ComposeAsync(image, layers, token).ConfigureAwait(false);
                await (packed is null
                    ? DockerArchive.WriteEndAsync(tar, composed, token)
                    : OciLayout.WriteEndAsync(tar, composed, packed, token)).ConfigureAwait(false);
            },
            (archive, token) => load.SendAsync(archive, lines, token),
            cancellationToken).ConfigureAwait(false);

        // Composed anew: an engine that has all may answer before the archive is written to its end.
        var expected = await ComposeAsync(image, layers, cancellationToken).ConfigureAwait(false);
        var id = packed is null ? DockerArchive.IdOf(expected) : OciLayout.IdOf(expected, packed);
        return await image.VerifyAsync(engine, id, cancellationToken).ConfigureAwait(false);
    }

    private static string FileOf(PlannedImage image, LayerContents layer, int index, bool isOci) =>
        isOci ? OciLayout.FileOf(image.Digests.Find(layer)!) : string.Create(CultureInfo.InvariantCulture, $"layer{index}.tar");

    private static async Task<ComposedImage> ComposeAsync(
        PlannedImage image,
        IReadOnlyList<(LayerContents Layer, string File)> layers,
        CancellationToken cancellationToken)
    {
        var digests = await image.Digests.ReadAsync(image.Plan.Layers, cancellationToken).ConfigureAwait(false);
        var fingerprint = await image.FingerprintAsync(cancellationToken).ConfigureAwait(false);
        var config = ImageConfig.Compose(
            image.Spec,
            image.BaseImage,
            image.Labels(fingerprint),
            [.. layers.Select((layer, index) => (layer.Layer.Spec, digests[index]))]);
        return new(
            image.Spec.Names,
            image.BaseImage,
            [.. layers.Select((layer, index) => new ComposedLayer(digests[index], TarWriter.SizeOf(layer.Layer.FromRoot()), layer.File))],
            config);
    }
}
