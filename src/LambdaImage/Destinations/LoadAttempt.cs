using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Images;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>Sends an image to be loaded, and makes sure that the engine then has it.</summary>
/// <param name="engine">The engine.</param>
/// <param name="image">The image.</param>
/// <param name="upload">Sends the layers.</param>
/// <param name="progress">Is told what happens.</param>
internal sealed class LoadAttempt(IEngine engine, PlannedImage image, Upload upload, IProgress<BuildMessage> progress)
{
    /// <summary>Loads the image into a store with a graph driver, which names it once it has all of it.</summary>
    /// <param name="held">How many of the image's layers the engine has, from the lowest on.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>The image as the engine has it.</returns>
    /// <exception cref="LoadRejectedException">The engine did not accept it.</exception>
    public Task<StoredImage> ToGraphDriverAsync(int held, CancellationToken cancellationToken) => SendAndVerifyAsync(
        Layers((_, index) => DockerArchive.FileOf(index)),
        held,
        (tar, composed, token) => DockerArchive.WriteEndAsync(tar, composed, image.Spec.Names, token),
        cancellationToken);

    /// <summary>
    /// Loads the image into a containerd store, which takes an image also if it lacks blobs of it. So the image gets its names only after it
    /// is known to be complete; until then it is one without a name, which pruning removes should the build end here.
    /// </summary>
    /// <param name="baseLayers">The base's layers.</param>
    /// <param name="held">How many of the image's layers the engine has, from the lowest on.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>The image as the engine has it; <see langword="null"/> if the engine lacks a part of it.</returns>
    /// <exception cref="LoadRejectedException">The engine did not accept it.</exception>
    public async Task<StoredImage?> ToContainerdAsync(IReadOnlyList<Descriptor> baseLayers, int held, CancellationToken cancellationToken)
    {
        var layers = Layers((layer, _) => OciLayout.FileOf(image.Blobs.Find(layer)!.Blob.Digest));
        var id = (await ComposeAsync(cancellationToken).ConfigureAwait(false)).Manifest(baseLayers).ToDocument().Digest.ToString();
        try
        {
            await SendAsync(layers, held, (tar, composed, token) => OciLayout.WriteEndAsync(tar, composed, baseLayers, names: [], token), cancellationToken).ConfigureAwait(false);
            if (await IsCompleteAsync(id, baseLayers.Count + layers.Count, cancellationToken).ConfigureAwait(false) is { } loaded &&
                await TagAsync(id, cancellationToken).ConfigureAwait(false))
            {
                return loaded with { Names = image.Spec.Names };
            }
        }
        catch (LoadRejectedException)
        {
            await RemoveAsync(id, cancellationToken).ConfigureAwait(false);
            throw;
        }

        progress.Report(new(MessageLevel.Low, $"The engine loaded {id} without all of its layers"));
        await RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Loads the image into Podman's store, which finds layers by the digests of their tars, and rejects an image if one is missing.</summary>
    /// <param name="held">How many of the image's layers the engine has, from the lowest on.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>The image as the engine has it.</returns>
    /// <exception cref="LoadRejectedException">The engine did not accept it.</exception>
    public Task<StoredImage> ToPodmanAsync(int held, CancellationToken cancellationToken) => SendAndVerifyAsync(
        Layers((layer, _) => OciLayout.FileOf(image.Digests.Find(layer)!)),
        held,
        (tar, composed, token) => OciLayout.WriteEndAsync(tar, composed, OciLayout.Unpacked(image.BaseImage.Layers), [image.Spec.Names[0]], token),
        cancellationToken);

    /// <summary>All layers of the image, as its manifest names them.</summary>
    /// <param name="baseLayers">The base's layers.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layers, the lowest first.</returns>
    public async Task<IReadOnlyList<Descriptor>> LayersAsync(IReadOnlyList<Descriptor> baseLayers, CancellationToken cancellationToken) =>
        (await ComposeAsync(cancellationToken).ConfigureAwait(false)).Manifest(baseLayers).Layers;

    private List<(LayerContents Layer, string File)> Layers(Func<LayerContents, int, string> fileOf) =>
        [.. image.Plan.Layers.Select((layer, index) => (layer, fileOf(layer, index)))];

    private async Task<StoredImage> SendAndVerifyAsync(
        List<(LayerContents Layer, string File)> layers,
        int held,
        Func<TarWriter, Image, CancellationToken, Task> end,
        CancellationToken cancellationToken)
    {
        await SendAsync(layers, held, end, cancellationToken).ConfigureAwait(false);

        // Composed anew: an engine that has all may respond before the archive is written to its end.
        var composed = await ComposeAsync(cancellationToken).ConfigureAwait(false);
        return await image.VerifyAsync(engine, composed.Config.Digest.ToString(), cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(
        List<(LayerContents Layer, string File)> layers,
        int held,
        Func<TarWriter, Image, CancellationToken, Task> end,
        CancellationToken cancellationToken)
    {
        progress.Report(new(
            MessageLevel.Normal,
            $"Loading the image with {(held == 0 ? "all layers" : $"{layers.Count - held} of {Display.Count(layers.Count, "layer")}; the engine has the others")}"));

        var lines = new SynchronousProgress<string>(line => progress.Report(new(MessageLevel.Low, line)));
        await upload.SendAsync(
            layers[held..],
            async (tar, token) => await end(tar, await ComposeAsync(token).ConfigureAwait(false), token).ConfigureAwait(false),
            (archive, token) => engine.LoadImageAsync(ArchiveStart.Compose(image.Spec.Timestamp), archive, lines, token),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredImage?> IsCompleteAsync(string id, int layers, CancellationToken cancellationToken)
    {
        var fingerprint = await image.FingerprintAsync(cancellationToken).ConfigureAwait(false);
        var loaded = await engine.FindImageAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new LambdaImageException(
            DiagnosticCodes.ImageMissing,
            $"The engine at {engine.Endpoint} reported no error, yet {image.Spec.Names[0]} is not there. See the engine's log.");
        if (loaded.MediaType is not null)
        {
            return loaded.Layers.Count == layers ? loaded : null;
        }

        // Before version 1.48 of the API an inspection is the same whether blobs are missing or not; a listing leaves the image out.
        var listed = await engine.ListImagesAsync($"{ImageLabels.Fingerprint}={fingerprint}", cancellationToken).ConfigureAwait(false);
        return listed.Any(other => other.Id == id) ? loaded : null;
    }

    private async Task<bool> TagAsync(string id, CancellationToken cancellationToken)
    {
        foreach (var name in image.Spec.Names)
        {
            if (!await engine.TagImageAsync(id, name, cancellationToken).ConfigureAwait(false))
            {
                // Something else removed it, as it had no name yet.
                return false;
            }
        }

        return true;
    }

    // Not if it has a name: then it is an earlier build's.
    private async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            if (await engine.FindImageAsync(id, cancellationToken).ConfigureAwait(false) is { Names.Count: 0 })
            {
                await engine.RemoveImageAsync(id, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LambdaImageException failure)
        {
            progress.Report(new(MessageLevel.Low, $"An image that is not complete was not removed: {failure.Message}"));
        }
    }

    private async Task<Image> ComposeAsync(CancellationToken cancellationToken)
    {
        var blobs = await image.Blobs.GetAsync(image.Plan.Layers, cancellationToken).ConfigureAwait(false);
        return Image.Compose(image.Plan, image.BaseImage.Config, blobs, await image.FingerprintAsync(cancellationToken).ConfigureAwait(false));
    }
}
