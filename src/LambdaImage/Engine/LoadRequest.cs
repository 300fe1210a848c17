using System.IO.Pipelines;
using System.Net;
using LambdaImage.Engine.Http;

namespace LambdaImage.Engine;

/// <summary><c>POST /images/load</c>: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImageLoad.</summary>
internal static class LoadRequest
{
    /// <summary>Sends an archive and follows the loading to its end.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="archive">The archive, a tar, read once from its start.</param>
    /// <param name="progress">Gets a line for each thing that the engine says.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>The task of loading.</returns>
    /// <exception cref="LoadRefusedException">The engine refused.</exception>
    public static async Task SendAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        PipeReader archive,
        IProgress<string> progress,
        CancellationToken cancellationToken)
    {
        using var exchange = new EngineExchange(await connect(cancellationToken).ConfigureAwait(false));
        await exchange.StartUploadAsync("/images/load?quiet=1", cancellationToken).ConfigureAwait(false);
        await exchange.UploadAsync(archive, cancellationToken).ConfigureAwait(false);
        if ((await exchange.ReadHeadAsync(cancellationToken).ConfigureAwait(false)).Status is var status and not HttpStatusCode.OK)
        {
            var body = await exchange.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
            throw new LoadRefusedException(EngineFailure.MessageOf(body) ?? $"HTTP {(int)status}");
        }

        using var reader = new StreamReader(exchange.Body);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var message = EngineMessage.Parse(line);
            if (message?.Error is { } error)
            {
                throw new LoadRefusedException(error.Trim());
            }

            if (message?.Text?.Trim() is { Length: > 0 } text)
            {
                progress.Report(text);
            }
        }
    }
}
