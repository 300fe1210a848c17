using LambdaImage.Diagnostics;

namespace LambdaImage.Engines.Requests;

/// <summary>Follows a pull: a line for each change of a layer's status, none for each few bytes of it.</summary>
/// <param name="progress">Gets the lines.</param>
internal sealed class PullProgress(IProgress<string> progress)
{
    private const int MostLayers = 1000;

    private readonly Dictionary<string, string> _statuses = new(StringComparer.Ordinal);

    /// <summary>The engine's message about the error that ended the pull, or <see langword="null"/>.</summary>
    public string? Error { get; private set; }

    /// <summary>Takes in a message.</summary>
    /// <param name="message">The message.</param>
    public void Add(EngineMessage message)
    {
        Error ??= message.Error;
        if (message.Text is not { Length: > 0 } status)
        {
            return;
        }

        var id = message.Id ?? string.Empty;
        if (_statuses.TryGetValue(id, out var last) && last == status)
        {
            return;
        }

        // An engine that makes up ids without end is not remembered without end.
        if (_statuses.Count >= MostLayers)
        {
            _statuses.Clear();
        }

        _statuses[id] = status;
        progress.Report(Display.Line(id.Length > 0 ? $"{id}: {status}" : status));
    }
}
