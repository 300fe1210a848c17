using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Sources;

/// <summary>Sees to it that the engine has the base image, for the right architecture.</summary>
/// <param name="engine">The engine.</param>
/// <param name="progress">Is told of pulls.</param>
internal sealed class BaseImageSource(IEngine engine, IProgress<BuildMessage> progress)
{
    /// <summary>Gets the base image as the pull policy wants it.</summary>
    /// <param name="spec">What is made.</param>
    /// <param name="local">The base image that the engine has, if it has one.</param>
    /// <param name="cancellationToken">Stops the pull.</param>
    /// <returns>The base image as the engine then has it.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1003, 1004 and 1008 to 1011.</exception>
    public async Task<StoredImage> GetAsync(ImageSpec spec, StoredImage? local, CancellationToken cancellationToken)
    {
        switch (spec.PullPolicy)
        {
            case PullPolicy.Never when local is null:
                throw new LambdaImageException(
                    DiagnosticCodes.BaseImageNotFound,
                    $"The base image {spec.BaseImage} is not on the engine at {engine.Endpoint}, and LambdaImagePullPolicy is Never. " +
                    $"Pull it ('docker pull {spec.BaseImage}'), or set LambdaImagePullPolicy to Missing.");
            case PullPolicy.Missing or PullPolicy.Never when local is not null:
            case PullPolicy.IfNewer when local is not null && await IsCurrentAsync(spec, cancellationToken).ConfigureAwait(false):
                return local;
            default:
                return await PullAsync(spec, cancellationToken).ConfigureAwait(false);
        }
    }

    // A digest names one image for ever; a tag is current if its repository knows the image by the digest that the tag has there.
    private async Task<bool> IsCurrentAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        if (spec.BaseImage.Digest is not null)
        {
            return true;
        }

        var (digest, problem) = await engine.FindRegistryDigestAsync(spec.BaseImage, cancellationToken).ConfigureAwait(false);
        if (digest is null)
        {
            progress.Report(BuildMessage.Warning(
                DiagnosticCodes.RegistryNotAsked,
                $"The engine at {engine.Endpoint} can't ask a registry which image {spec.BaseImage} is now, nor did it work from here: {problem}. " +
                "The image that the engine has is used. Set LambdaImagePullPolicy to Always to pull before each build, or to Missing.",
                new("LambdaImagePullPolicy")));
            return true;
        }

        // The listing that found the image may leave its digests out.
        return (await FindAsync(spec, cancellationToken).ConfigureAwait(false)).IsKnownAs(spec.BaseImage, digest);
    }

    private async Task<StoredImage> PullAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        progress.Report(new(MessageLevel.High, $"Pulling base image {spec.BaseImage}"));
        var lines = new SynchronousProgress<string>(line => progress.Report(new(MessageLevel.Normal, line)));
        await engine.PullImageAsync(spec.BaseImage, spec.Architecture.Platform, lines, cancellationToken).ConfigureAwait(false);
        return await FindAsync(spec, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes sure that the engine has the base for the architecture asked for.</summary>
    /// <param name="spec">What is made.</param>
    /// <param name="id">The base's id.</param>
    /// <param name="variants">What is cached of bases for several architectures.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    /// <returns>The base with what a listing leaves out, for that architecture.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1007 or 1014: it is for another, or nobody knows for which.</exception>
    public async Task<StoredImage> InspectAsync(ImageSpec spec, string id, BaseVariants variants, CancellationToken cancellationToken)
    {
        var image = await engine.FindImageAsync(id, spec.Architecture, cancellationToken).ConfigureAwait(false) ?? throw Gone(spec);
        if (image.Architecture == spec.Architecture.EngineName)
        {
            return image;
        }

        if (image.IsIndex && spec.PullPolicy != PullPolicy.Never)
        {
            // The engine has it for other platforms. A tag that names a single image is not pulled: it can be the user's own.
            var pulled = await PullAsync(spec, cancellationToken).ConfigureAwait(false);
            image = await engine.FindImageAsync(pulled.Id, spec.Architecture, cancellationToken).ConfigureAwait(false) ?? throw Gone(spec);
        }
        else if (image.MediaType is null && await variants.FindAsync(image, spec.Architecture, cancellationToken).ConfigureAwait(false) is { } variant)
        {
            return variant;
        }

        return image.Architecture == spec.Architecture.EngineName ? image : throw Mismatch(spec, image);
    }

    private LambdaImageException Mismatch(ImageSpec spec, StoredImage image) => image.Architecture.Length == 0
        ? new(
            DiagnosticCodes.BaseArchitectureUnknown,
            $"The engine at {engine.Endpoint} does not say which architecture the base image {spec.BaseImage} is for. " +
            $"Set LambdaBaseImage to an image whose config names {spec.Architecture.EngineName}, or build the base again with '--platform {spec.Architecture.Platform}'.")
        : new(
            DiagnosticCodes.BaseArchitectureMismatch,
            $"The base image {spec.BaseImage} on the engine at {engine.Endpoint} is for {image.Architecture}, not for " +
            $"{spec.Architecture.EngineName} ({spec.Architecture}). Set LambdaArchitecture to the base's, name another base, or " +
            $"pull the right one: 'docker pull --platform {spec.Architecture.Platform} {spec.BaseImage}'.");

    private LambdaImageException Gone(ImageSpec spec) => new(
        DiagnosticCodes.BaseImageNotFound,
        $"The base image {spec.BaseImage} was on the engine at {engine.Endpoint} a moment ago and is gone. Something else removes images; build again.");

    private async Task<StoredImage> FindAsync(ImageSpec spec, CancellationToken cancellationToken) =>
        await engine.FindImageAsync(spec.BaseImage.StoredName, cancellationToken).ConfigureAwait(false) ?? throw Gone(spec);
}
