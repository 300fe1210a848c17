using LambdaImage.Engines.Http;

namespace LambdaImage.Engines;

/// <summary>For how long an engine may be silent in a request.</summary>
/// <param name="Question">In a request that only reads what the engine knows.</param>
/// <param name="Work">In one that makes it work.</param>
/// <param name="Clock">The clock that measures it.</param>
internal sealed record EnginePatience(TimeSpan Question, TimeSpan Work, TimeProvider Clock)
{
    // An engine that is busy with other builds takes some seconds to list images. One that unpacks a layer of gigabytes to a slow disk,
    // or waits for a registry, may say nothing for minutes.
    private static readonly TimeSpan DefaultQuestion = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DefaultWork = TimeSpan.FromMinutes(10);

    /// <summary>How long an engine may be silent.</summary>
    /// <param name="limit">The time for all requests; <see langword="null"/> for the defaults.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>The times.</returns>
    public static EnginePatience Of(TimeSpan? limit, TimeProvider clock) => new(limit ?? DefaultQuestion, limit ?? DefaultWork, clock);

    /// <summary>Limits a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="patience">How long the engine may be silent on it.</param>
    /// <returns>The limited connection, which owns the given one.</returns>
    public Stream Limit(Stream connection, TimeSpan patience) =>
        patience == Timeout.InfiniteTimeSpan ? connection : new PatientStream(connection, patience, Clock);
}
