using System.Globalization;

namespace LambdaImage.Diagnostics;

/// <summary>
/// A wait that the user is told of after five seconds, and again each time that it has taken twice as long, but at least once a minute.
/// </summary>
internal sealed class Wait : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);

    private readonly string _what;
    private readonly IProgress<string> _progress;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private long _start;
    private TimeSpan _next = First;
    private bool _isOver;

    /// <summary>Starts a wait.</summary>
    /// <param name="what">What is waited for.</param>
    /// <param name="progress">Gets the lines.</param>
    /// <param name="clock">The clock.</param>
    public Wait(string what, IProgress<string> progress, TimeProvider clock)
    {
        _what = what;
        _progress = progress;
        _clock = clock;
        _start = clock.GetTimestamp();
        _timer = clock.CreateTimer(static wait => ((Wait)wait!).Tell(), this, First, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts the wait anew, because something else was shown to the user.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            _start = _clock.GetTimestamp();
            _next = First;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A line that is told now is told to its end, and none after it.
        lock (_lock)
        {
            _isOver = true;
        }

        _timer.Dispose();
    }

    private void Tell()
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            var elapsed = _clock.GetElapsedTime(_start);
            if (elapsed >= _next)
            {
                _progress.Report(string.Create(CultureInfo.InvariantCulture, $"Waiting for {_what} ({elapsed.TotalSeconds:0} s)"));
                _next = elapsed + (elapsed < LongestInterval ? elapsed : LongestInterval);
            }

            _timer.Change(_next - elapsed, Timeout.InfiniteTimeSpan);
        }
    }
}
