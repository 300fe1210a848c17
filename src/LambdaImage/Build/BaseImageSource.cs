using LambdaImage.Diagnostics;
using LambdaImage.Engine;
using LambdaImage.Spec;

namespace LambdaImage.Build;

/// <summary>Sees to it that the engine has the base image, for the right architecture.</summary>
/// <param name="engine">The engine.</param>
/// <param name="progress">Is told of pulls.</param>
internal sealed class BaseImageSource(IEngine engine, IProgress<BuildMessage> progress)
{
    /// <summary>Pulls the base image.</summary>
    /// <param name="spec">What is made.</param>
    /// <param name="cancellationToken">Stops the pull.</param>
    /// <returns>The base image as the engine then has it.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1003 or LAMBDAIMAGE1004.</exception>
    public async Task<EngineImage> PullAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        if (spec.PullPolicy == PullPolicy.Never)
        {
            throw new LambdaImageException(
                DiagnosticCodes.BaseImageNotFound,
                $"The base image {spec.BaseImage} is not on the engine at {engine.Endpoint}, and LambdaImagePullPolicy is Never. " +
                $"Pull it ('docker pull {spec.BaseImage}'), or set LambdaImagePullPolicy to Missing.");
        }

        progress.Report(new(MessageLevel.High, $"Pulling base image {spec.BaseImage}"));
        var lines = new SynchronousProgress<string>(line => progress.Report(new(MessageLevel.Normal, line)));
        await engine.PullImageAsync(spec.BaseImage, spec.Architecture.Platform, lines, cancellationToken).ConfigureAwait(false);
        return await FindAsync(spec, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes sure that the base is for the architecture asked for.</summary>
    /// <param name="spec">What is made.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The base with what a listing leaves out: its architecture and its digests.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1007: it is for another.</exception>
    public async Task<EngineImage> InspectAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        var image = await FindAsync(spec, cancellationToken).ConfigureAwait(false);
        if (image.Architecture != spec.Architecture.EngineName)
        {
            throw new LambdaImageException(
                DiagnosticCodes.BaseArchitectureMismatch,
                $"The base image {spec.BaseImage} on the engine at {engine.Endpoint} is for {image.Architecture}, not for " +
                $"{spec.Architecture.EngineName} ({spec.Architecture}). Set LambdaArchitecture to the base's, name another base, or " +
                $"pull the right one: 'docker pull --platform {spec.Architecture.Platform} {spec.BaseImage}'.");
        }

        return image;
    }

    private async Task<EngineImage> FindAsync(ImageSpec spec, CancellationToken cancellationToken) =>
        await engine.FindImageAsync(spec.BaseImage.StoredName, cancellationToken).ConfigureAwait(false)
        ?? throw new LambdaImageException(
            DiagnosticCodes.BaseImageNotFound,
            $"The base image {spec.BaseImage} was on the engine at {engine.Endpoint} a moment ago and is gone. Something else removes images; build again.");
}
