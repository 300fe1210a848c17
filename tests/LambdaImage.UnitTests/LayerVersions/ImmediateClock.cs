using System.Collections.Concurrent;

namespace LambdaImage.UnitTests.LayerVersions;

/// <summary>A clock whose waits are over at once, and remembered.</summary>
internal sealed class ImmediateClock : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
