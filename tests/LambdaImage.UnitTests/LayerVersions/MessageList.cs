using System.Collections.Concurrent;
using LambdaImage.Diagnostics;

namespace LambdaImage.UnitTests.LayerVersions;

/// <summary>Keeps what is reported.</summary>
internal sealed class MessageList : IProgress<BuildMessage>
{
    private readonly ConcurrentQueue<BuildMessage> _messages = new();

    public IReadOnlyList<BuildMessage> All => [.. _messages];

    public void Report(BuildMessage value) => _messages.Enqueue(value);
}
