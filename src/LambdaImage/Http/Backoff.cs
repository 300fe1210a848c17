using System.Globalization;
using LambdaImage.Diagnostics;

namespace LambdaImage.Http;

/// <summary>Tries again, after waits that double, what failed in a way that may pass.</summary>
/// <param name="clock">The clock that waits are measured with.</param>
/// <param name="progress">Is told of every new try.</param>
internal sealed class Backoff(TimeProvider clock, IProgress<BuildMessage> progress)
{
    /// <summary>How often something is tried.</summary>
    public const int Tries = 4;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);

    // A service that asks for more than this is better asked again by the next build.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <summary>Does something until it succeeds, fails for good, or has failed <see cref="Tries"/> times.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="attempt">What to do.</param>
    /// <param name="cancellationToken">Stops trying and waiting.</param>
    /// <returns>What it returned.</returns>
    /// <exception cref="Exception">The failure that stayed.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (TransientFailureException exception) when (tried == Tries)
            {
                throw exception.Failure is LambdaImageException failure ? AfterTries(failure) : exception.Failure;
            }
            catch (TransientFailureException exception)
            {
                var delay = exception.RetryAfter is { } asked && asked > wait ? asked : wait;
                delay = delay < LongestWait ? delay : LongestWait;
                progress.Report(new(
                    MessageLevel.Normal,
                    string.Create(CultureInfo.InvariantCulture, $"Trying again in {delay.TotalSeconds:0.#} s: {exception.Message}")));
                await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
                wait *= 2;
            }
        }
    }

    private static LambdaImageException AfterTries(LambdaImageException failure) => new(
        failure.Descriptor,
        string.Create(CultureInfo.InvariantCulture, $"{failure.Message} It was tried {Tries} times."),
        failure.Origin,
        failure.Location,
        failure.InnerException);
}
