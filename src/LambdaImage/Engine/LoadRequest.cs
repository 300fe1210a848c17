using System.Net;
using System.Net.Http.Headers;

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
        Stream archive,
        IProgress<string> progress,
        CancellationToken cancellationToken)
    {
        using var handler = new EngineHandler(connect);
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://engine/images/load?quiet=1");
        request.Content = new StreamContent(archive);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            throw new LoadRefusedException(EngineFailure.MessageOf(body) ?? $"HTTP {(int)response.StatusCode}");
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
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
