using System.Collections.Concurrent;
using LambdaImage.LayerVersions;

namespace LambdaImage.UnitTests.LayerVersions;

/// <summary>Keeps what is reported.</summary>
internal sealed class MessageList : IProgress<LayerVersionMessage>
{
    private readonly ConcurrentQueue<LayerVersionMessage> _messages = new();

    public IReadOnlyList<LayerVersionMessage> All => [.. _messages];

    public void Report(LayerVersionMessage value) => _messages.Enqueue(value);
}
