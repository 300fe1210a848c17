using LambdaImage.Diagnostics;

namespace LambdaImage.EngineTests.Support;

/// <summary>Keeps what a build says, and lets a test act at a given point of it.</summary>
/// <param name="onMessage">Is called with every message, while the build waits.</param>
internal sealed class RecordingProgress(Action<BuildMessage>? onMessage = null) : IProgress<BuildMessage>
{
    private readonly Lock _lock = new();
    private readonly List<BuildMessage> _messages = [];

    public IReadOnlyList<BuildMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    public void Report(BuildMessage value)
    {
        lock (_lock)
        {
            _messages.Add(value);
        }

        onMessage?.Invoke(value);
    }
}
