namespace LambdaImage.UnitTests;

/// <summary>A clock that is an hour ahead: for it, files that a test has just written are old, and their times can be trusted.</summary>
internal sealed class LaterClock : TimeProvider
{
    public static readonly LaterClock Instance = new();

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(1);
}
