using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Docker.DotNet;
using LambdaImage.Diagnostics;
using LambdaImage.Engines.Http;
using LambdaImage.Http;
using LambdaImage.Json;

namespace LambdaImage.Engines;

/// <summary>Turns the exceptions of requests into coded failures.</summary>
internal static class EngineFailure
{
    /// <summary>Runs a request.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="what">What the request does, to end the sentence "The engine refused to …".</param>
    /// <param name="endpoint">The engine's endpoint.</param>
    /// <param name="request">The request.</param>
    /// <param name="waits">Tells of the request if it takes long; <see langword="null"/> if it tells of itself.</param>
    /// <returns>What the request returns.</returns>
    public static async Task<T> TranslateAsync<T>(string what, string endpoint, Func<Task<T>> request, Waits? waits = null)
    {
        using var wait = waits?.Start($"the engine at {endpoint} to {what}");
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (EngineErrorException exception)
        {
            throw ErrorOf(what, endpoint, exception.Status, exception.EngineMessage, exception);
        }
        catch (Exception exception) when (ClientError(what, endpoint, exception) is { } error)
        {
            throw error;
        }
        catch (Exception exception) when (CauseOf<EngineSilentException>(exception) is { } silence)
        {
            throw new LambdaImageException(
                DiagnosticCodes.EngineTimeout,
                string.Create(CultureInfo.InvariantCulture, $"The engine at {endpoint} was asked to {what}, and was silent for {silence.Patience.TotalSeconds:0.#} s. ") +
                "It hangs, or it has more to do than it can. See whether 'docker info' responds and what the engine's log says, then build again. " +
                "If the engine needs more time, set LambdaImageEngineTimeout to more seconds; 0 waits without limit.",
                new("LambdaImageEngineTimeout"),
                innerException: exception);
        }
        catch (Exception exception) when (CauseOf<ResponseTooLargeException>(exception) is { } response)
        {
            throw new LambdaImageException(
                DiagnosticCodes.ResponseTooLarge,
                $"The engine at {endpoint} was asked to {what}, and sent {response.Part} of more than {Display.Size(response.Limit)}, which no engine does. " +
                "Point LambdaImageDockerHost or DOCKER_HOST at an engine, and check the proxy if there is one in between.",
                innerException: exception);
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.ConnectionLost,
                $"The connection to the engine at {endpoint} was lost when asked to {what}: {Display.Sentence(Innermost(exception).Message)} " +
                "See whether the engine still runs and has room on its disk, then build again.",
                innerException: exception);
        }
        catch (JsonException exception)
        {
            throw new LambdaImageException(
                DiagnosticCodes.EngineError,
                $"What answers at {endpoint} does not speak the Docker Engine API: asked to {what}, it sent something else ({Display.Clause(exception.Message)}). " +
                "Point LambdaImageDockerHost or DOCKER_HOST at an engine.",
                innerException: exception);
        }
    }

    /// <summary>The engine's message in an error response.</summary>
    /// <param name="exception">The response.</param>
    /// <returns>The <c>message</c> member of the body, or the body itself.</returns>
    public static string MessageOf(DockerApiException exception) => MessageIn(exception.ResponseBody ?? string.Empty, exception.StatusCode);

    /// <summary>The engine's message in the body of an error response.</summary>
    /// <param name="body">The body.</param>
    /// <returns>Its <c>message</c> member; <see langword="null"/> if it has none, as from proxies, which answer in HTML or plain text.</returns>
    public static string? MessageOf(byte[] body)
    {
        try
        {
            return ForeignJson.TextOrNull(ForeignJson.Parse(body), "message")?.Trim();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The engine's message in an error response.</summary>
    /// <param name="body">The response's body.</param>
    /// <param name="status">Its status.</param>
    /// <returns>The <c>message</c> member of the body, or the body itself, or the status.</returns>
    public static string MessageIn(string body, HttpStatusCode status) =>
        MessageOf(Encoding.UTF8.GetBytes(body)) ?? (body.Trim() is { Length: > 0 } text ? text : status.ToString());

    // By itself, so that the client library is not loaded where nothing fails.
    private static LambdaImageException? ClientError(string what, string endpoint, Exception exception) =>
        exception is DockerApiException error ? ErrorOf(what, endpoint, error.StatusCode, MessageOf(error), error) : null;

    private static LambdaImageException ErrorOf(string what, string endpoint, HttpStatusCode status, string message, Exception cause) => new(
        DiagnosticCodes.EngineError,
        $"The engine at {endpoint} refused to {what} (HTTP {(int)status}): {Display.Sentence(message)}",
        innerException: cause);

    private static bool IsConnectionLoss(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or TimeoutException;

    private static T? CauseOf<T>(Exception exception)
        where T : Exception =>
        exception as T ?? (exception.InnerException is { } inner ? CauseOf<T>(inner) : null);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
