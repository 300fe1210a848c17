namespace LambdaImage.EngineTests.Support;

/// <summary>A clock that is an hour ahead.</summary>
internal sealed class LaterClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(1);
}
