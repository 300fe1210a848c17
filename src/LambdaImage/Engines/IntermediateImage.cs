using LambdaImage.Diagnostics;

namespace LambdaImage.Engines;

/// <summary>
/// What a build that failed leaves. The classic builder keeps the image of each step that it finished; without a tag nobody would find
/// them. Podman keeps it until the step that it was at is given up, and tells nobody when that is.
/// </summary>
internal static class IntermediateImage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Removes it, as soon as it isn't in use.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="image">The image's id, or <see langword="null"/> if there is none.</param>
    /// <returns>The task of removing. It never fails: the build's own failure is what the user must hear of.</returns>
    public static async Task RemoveAsync(IEngine engine, string? image)
    {
        if (image is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await IsInUseAsync(engine, image, limit.Token).ConfigureAwait(false))
            {
                await timer.WaitForNextTickAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is LambdaImageException or OperationCanceledException)
        {
            // It stays.
        }
    }

    private static async Task<bool> IsInUseAsync(IEngine engine, string image, CancellationToken cancellationToken)
    {
        try
        {
            await engine.RemoveImageAsync(image, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (LambdaImageException exception) when (exception.Descriptor == DiagnosticCodes.ImageInUse)
        {
            return true;
        }
    }
}
