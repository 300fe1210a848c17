using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>What a strategy needs to make an image, and how it is known afterwards.</summary>
/// <param name="Plan">The plan, all layers included.</param>
/// <param name="BaseImage">The base as the engine has it.</param>
/// <param name="Digests">The layers' digests, as far as they are known.</param>
/// <param name="Blobs">The layers as the engine's store has them.</param>
/// <param name="FingerprintAsync">Computes the fingerprint, by reading layers if their digests are not known yet.</param>
internal sealed record PlannedImage(
    ImagePlan Plan,
    StoredImage BaseImage,
    LayerDigests Digests,
    LayerBlobs Blobs,
    Func<CancellationToken, Task<string>> FingerprintAsync)
{
    /// <summary>What is made.</summary>
    public ImageSpec Spec => Plan.Spec;

    /// <summary>The labels that the build adds.</summary>
    /// <param name="fingerprint">The content fingerprint.</param>
    /// <returns>The labels.</returns>
    public IReadOnlyDictionary<string, string> Labels(string fingerprint) => ImageLabels.WithFingerprint(ImageLabels.Of(Spec), fingerprint);

    /// <summary>Makes sure that the engine can hold as many layers as the image has.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="asking">The request for its store, if it was sent already.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The task of the check.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3008: it can't.</exception>
    public async Task CheckDepthAsync(IEngine engine, Task<EngineStore>? asking, CancellationToken cancellationToken)
    {
        var (lower, upper) = (BaseImage.Layers.Count, Plan.Layers.Count);
        if (lower + upper <= EngineStore.FewestMaxLayers)
        {
            return;
        }

        var store = await (asking ?? engine.FindStoreAsync(cancellationToken)).ConfigureAwait(false);
        if (lower + upper > store.MaxLayers)
        {
            throw new LambdaImageException(
                DiagnosticCodes.ImageTooDeep,
                $"The image would have {lower + upper} layers: {lower} of the base image {Spec.BaseImage}, and {upper} of the project. " +
                $"The engine at {engine.Endpoint} ({store.Description}) takes at most {store.MaxLayers}. " +
                "Put the content of several LambdaLayer items into one folder or zip; Lambda itself takes five layers." +
                (Plan.Layers.Any(layer => layer.Spec.Part is not null) ? " LambdaLayerSplit=Never keeps the function in one." : string.Empty));
        }
    }

    /// <summary>Looks whether the engine has the image now that it reported no error.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="id">The id that it must have, or <see langword="null"/> if that can't be known.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The image as the engine has it.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3003 or 3004.</exception>
    public async Task<StoredImage> VerifyAsync(IEngine engine, string? id, CancellationToken cancellationToken)
    {
        var name = Spec.Names[0];
        var fingerprint = await FingerprintAsync(cancellationToken).ConfigureAwait(false);
        var image = await engine.FindImageAsync(name.StoredName, cancellationToken).ConfigureAwait(false);
        if (image is null || !image.Labels.TryGetValue(ImageLabels.Fingerprint, out var label) || label != fingerprint || (id is not null && image.Id != id))
        {
            throw new LambdaImageException(
                DiagnosticCodes.ImageMissing,
                $"The engine at {engine.Endpoint} reported no error, yet {name} is {(image is null ? "not there" : "another image")}. " +
                "Either something else builds or tags the same name at the same time, or the engine's log says what went wrong.");
        }

        return image.Architecture == Spec.Architecture.EngineName
            ? image
            : throw new LambdaImageException(
                DiagnosticCodes.ImageArchitectureMismatch,
                $"The engine at {engine.Endpoint} built {name} for {(image.Architecture.Length == 0 ? "no architecture" : image.Architecture)}, " +
                $"though {Spec.Architecture.EngineName} was requested. Use an engine that supports platforms, or one of that architecture.");
    }
}
