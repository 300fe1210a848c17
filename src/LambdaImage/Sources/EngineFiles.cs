using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Specification;

namespace LambdaImage.Sources;

/// <summary>Files of an engine's images, which it pulls if it lacks them.</summary>
/// <param name="engine">The engine.</param>
/// <param name="progress">Is told of pulls.</param>
internal sealed class EngineFiles(IEngine engine, IProgress<BuildMessage> progress) : IImageFiles
{
    /// <inheritdoc/>
    public async Task<string> GetAsync(ImageSpec source, CancellationToken cancellationToken)
    {
        var local = await engine.FindImageAsync(source.BaseImage.StoredName, cancellationToken).ConfigureAwait(false);
        if (local is { IsIndex: true } && source.PullPolicy != PullPolicy.Never &&
            (await engine.FindImageAsync(local.Id, source.Architecture, cancellationToken).ConfigureAwait(false))?.Architecture != source.Architecture.EngineName)
        {
            // The engine has it for other platforms.
            local = null;
        }

        return (local ?? await new BaseImageSource(engine, progress).GetAsync(source, null, cancellationToken).ConfigureAwait(false)).Id;
    }

    /// <inheritdoc/>
    public Task<bool> CopyAsync(ImageSpec source, string id, string path, Stream output, CancellationToken cancellationToken) =>
        engine.CopyFileAsync(id, source.Architecture, path, output, cancellationToken);
}
