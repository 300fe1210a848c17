using System.IO.Pipelines;
using System.Net;
using LambdaImage.Diagnostics;
using LambdaImage.Engines.Http;

namespace LambdaImage.Engines.Requests;

/// <summary><c>POST /images/load</c>: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImageLoad.</summary>
internal sealed class LoadRequest : IDisposable
{
    private readonly EngineExchange _exchange;
    private readonly string _endpoint;
    private readonly Waits _waits;

    private LoadRequest(EngineExchange exchange, string endpoint, Waits waits)
    {
        _waits = waits;
        _exchange = exchange;
        _endpoint = endpoint;
    }

    /// <summary>Sends the head of the request, and as much of the archive as an engine looks at before it gets ready.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="endpoint">The engine's endpoint, for messages.</param>
    /// <param name="start">The first bytes of the archive.</param>
    /// <param name="waits">Tells that the engine is waited for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The request.</returns>
    public static Task<LoadRequest> StartAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string endpoint,
        ReadOnlyMemory<byte> start,
        Waits waits,
        CancellationToken cancellationToken) =>
        TranslateAsync(endpoint, async () =>
        {
            var exchange = new EngineExchange(await connect(cancellationToken).ConfigureAwait(false));
            try
            {
                await exchange.StartUploadAsync("/images/load?quiet=1", start, cancellationToken).ConfigureAwait(false);
                return new LoadRequest(exchange, endpoint, waits);
            }
            catch
            {
                exchange.Dispose();
                throw;
            }
        });

    /// <summary>Sends the rest of the archive, and follows the loading to its end. Without it the request ends, and nothing is loaded.</summary>
    /// <param name="archive">The archive, from where its start ends.</param>
    /// <param name="progress">Gets a line for each thing that the engine says.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>The task of loading.</returns>
    /// <exception cref="LoadRejectedException">The engine did not accept it.</exception>
    public Task SendAsync(PipeReader archive, IProgress<string> progress, CancellationToken cancellationToken) => TranslateAsync(_endpoint, async () =>
    {
        await _exchange.UploadAsync(archive, cancellationToken).ConfigureAwait(false);
        using var wait = _waits.Start($"the engine at {_endpoint} to load the image");
        if ((await _exchange.ReadHeadAsync(cancellationToken).ConfigureAwait(false)).Status is var status and not HttpStatusCode.OK)
        {
            var body = await _exchange.ReadErrorAsync(cancellationToken).ConfigureAwait(false);
            throw new LoadRejectedException(EngineFailure.MessageOf(body) ?? $"HTTP {(int)status}");
        }

        await EngineMessage.ReadAllAsync(_exchange.Body, Follow, cancellationToken).ConfigureAwait(false);
        return true;

        void Follow(EngineMessage message)
        {
            if (message.Error is { } error)
            {
                throw new LoadRejectedException(error.Trim());
            }

            if (message.Text?.Trim() is { Length: > 0 } text)
            {
                // containerd stores from Docker 28 on go on without the files of an image, and end well.
                if (text.StartsWith("Error unpacking image", StringComparison.Ordinal))
                {
                    throw new LoadRejectedException(text);
                }

                progress.Report(Display.Line(text));
            }
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _exchange.Dispose();

    private static Task<T> TranslateAsync<T>(string endpoint, Func<Task<T>> request) => EngineFailure.TranslateAsync("load an image", endpoint, request);
}
