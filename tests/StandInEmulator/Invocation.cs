namespace StandInEmulator;

/// <summary>One event on its way through the function.</summary>
internal sealed class Invocation(byte[] payload, DateTimeOffset deadline)
{
    // The first answer wins: a function that answers and then ends has answered.
    private readonly TaskCompletionSource<Answer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = Guid.NewGuid().ToString();

    public byte[] Payload { get; } = payload;

    public DateTimeOffset Deadline { get; } = deadline;

    public Task<Answer> Answer => _answer.Task;

    public void Complete(Answer answer) => _answer.TrySetResult(answer);
}
