using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Specification;

namespace LambdaImage.Destinations;

/// <summary>
/// A request to load that goes ahead of its archive, because an engine takes as long to get ready for one as a build takes to find out
/// what belongs in it. One that is not taken ends without an archive, and loads nothing.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="spec">What is made.</param>
internal sealed class LoadStart(IEngine engine, ImageSpec spec) : IDisposable
{
    private IImageLoad? _load;

    /// <summary>Sends the request, unless it is sent already, or the image is made in another way.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The task of sending.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1006: the connection broke.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_load is null && spec.Strategy != BuildStrategy.Dockerfile && engine.MayLoad)
        {
            _load = await StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the request away, or a new one.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The request, owned by the caller.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1006: the connection broke.</exception>
    public async Task<IImageLoad> TakeAsync(CancellationToken cancellationToken)
    {
        var load = _load ?? await StartAsync(cancellationToken).ConfigureAwait(false);
        _load = null;
        return load;
    }

    /// <inheritdoc/>
    public void Dispose() => _load?.Dispose();

    private Task<IImageLoad> StartAsync(CancellationToken cancellationToken) =>
        engine.StartLoadAsync(ArchiveStart.Compose(spec.Timestamp), cancellationToken);
}
