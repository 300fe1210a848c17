using System.Text.Json;
using LambdaImage.Engines.Http;
using LambdaImage.Json;

namespace LambdaImage.Engines.Requests;

/// <summary>One message of an engine's stream, as builds and pulls send them.</summary>
/// <param name="Text">What is said: the output of a build, or the status of a pull.</param>
/// <param name="Error">The error that ended the operation, or <see langword="null"/>.</param>
/// <param name="Id">In a pull, the layer that is spoken of; in a build's result, the image's id.</param>
/// <param name="Current">In a pull, how many bytes are done, if known.</param>
internal sealed record EngineMessage(string? Text, string? Error = null, string? Id = null, long? Current = null)
{
    /// <summary>Reads the messages of a stream, a line each, to its end. What is no message is left out.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="take">Takes a message.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The task of reading.</returns>
    public static async Task ReadAllAsync(Stream stream, Action<EngineMessage> take, CancellationToken cancellationToken)
    {
        var reader = new LineReader(stream);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (Parse(line) is { } message)
            {
                take(message);
            }
        }
    }

    /// <summary>
    /// Reads a line of a stream. Engines send objects, and now and then something else; only what is understood counts.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <returns>The message, or <see langword="null"/> when the line holds none.</returns>
    public static EngineMessage? Parse(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        try
        {
            return Parse(ForeignJson.Parse(line));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static EngineMessage? Parse(JsonElement root)
    {
        var error = ForeignJson.TextOrNull(root, "error") ?? (ForeignJson.Member(root, "errorDetail", JsonValueKind.Object) is { } detail ? ForeignJson.TextOrNull(detail, "message") : null);
        var text = ForeignJson.TextOrNull(root, "stream") ?? ForeignJson.TextOrNull(root, "status");
        var id = ForeignJson.TextOrNull(root, "id") ?? (ForeignJson.Member(root, "aux", JsonValueKind.Object) is { } aux ? ForeignJson.TextOrNull(aux, "ID") : null);
        var current = ForeignJson.Member(root, "progressDetail", JsonValueKind.Object) is { } progress ? ForeignJson.Number(progress, "current") : null;
        return error is null && text is null && id is null ? null : new(text, error, id, current);
    }
}
