using System.IO.Pipelines;
using LambdaImage.Diagnostics;
using LambdaImage.Engines.Http;
using LambdaImage.Oci;

namespace LambdaImage.Engines.Requests;

/// <summary><c>POST /build</c>: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImageBuild.</summary>
internal static class BuildRequest
{
    // How long a cancelled build waits for the step that runs: engines give up between steps.
    private static readonly TimeSpan PatienceAfterCancel = TimeSpan.FromSeconds(5);

    /// <summary>Sends a context and follows the build to its end.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="names">The tags that the image gets at the end.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="context">The context, a tar, read once from its start.</param>
    /// <param name="build">Follows the build.</param>
    /// <param name="progress">Gets a line for each thing that the engine says.</param>
    /// <param name="startWait">Starts to tell that the engine is waited for.</param>
    /// <param name="cancellationToken">Stops the build. What it had made by then is known to <paramref name="build"/>.</param>
    /// <returns>The task of building, which also ends well if it was cancelled too late.</returns>
    /// <exception cref="EngineErrorException">The engine refused.</exception>
    public static async Task SendAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        IReadOnlyCollection<ImageReference> names,
        Platform platform,
        PipeReader context,
        BuildStream build,
        IProgress<string> progress,
        Func<Wait> startWait,
        CancellationToken cancellationToken)
    {
        using var exchange = new EngineExchange(await connect(cancellationToken).ConfigureAwait(false));
        await exchange.StartUploadAsync(Path(names, platform), start: default, cancellationToken).ConfigureAwait(false);

        // Of a context that ends in the middle nothing is built.
        await exchange.UploadAsync(context, cancellationToken).ConfigureAwait(false);

        using var wait = startWait();
        var lines = new RestartingProgress(progress, wait);

        // A step that runs is made to its end, and its image stays. So the engine is listened to until it has given up.
        using var limit = new CancellationTokenSource();
        await using var registration = cancellationToken.Register(() =>
        {
            exchange.GiveUp();
            limit.CancelAfter(PatienceAfterCancel);
        }).ConfigureAwait(false);
        try
        {
            await exchange.EnsureAcceptedAsync(limit.Token).ConfigureAwait(false);
            await EngineMessage.ReadAllAsync(exchange.Body, Follow, limit.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        if (!build.IsComplete)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        void Follow(EngineMessage message)
        {
            if (build.Add(message) is { } text)
            {
                lines.Report(Display.Line(text));
            }
        }
    }

    // Without `rm` and `forcerm` the classic builder would leave the containers of its steps.
    private static string Path(IEnumerable<ImageReference> names, Platform platform) =>
        $"/build?rm=1&forcerm=1&platform={Uri.EscapeDataString(platform.ToString())}" +
        string.Concat(names.Select(name => "&t=" + Uri.EscapeDataString(name.ToString())));
}
