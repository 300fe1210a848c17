using System.Globalization;
using System.IO.Pipelines;
using LambdaImage.Diagnostics;

namespace LambdaImage.Destinations;

/// <summary>Tells how much of an archive the engine has accepted: every two seconds, as long as that goes on and more comes.</summary>
/// <param name="progress">Gets the lines, on any thread.</param>
/// <param name="clock">The clock.</param>
internal sealed class UploadProgress(IProgress<BuildMessage> progress, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _expected;
    private long _sent;
    private long _told;
    private bool _isOver;

    /// <summary>Starts to tell, and to count what is taken from an archive.</summary>
    /// <param name="archive">The archive; what is consumed of it has been accepted.</param>
    /// <returns>The archive, to be read in the place of the given one.</returns>
    public PipeReader Count(PipeReader archive)
    {
        Start();
        return new CountingReader(archive, Add, Dispose);
    }

    /// <summary>Starts to tell.</summary>
    public void Start()
    {
        // What is told waits until there is a timer to go on with.
        lock (_lock)
        {
            _timer = clock.CreateTimer(static upload => ((UploadProgress)upload!).Tell(), this, Interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Counts what is going to be sent.</summary>
    /// <param name="bytes">How many bytes.</param>
    public void Expect(long bytes) => Interlocked.Add(ref _expected, bytes);

    /// <summary>Counts what was sent.</summary>
    /// <param name="bytes">How many bytes.</param>
    public void Add(long bytes) => Interlocked.Add(ref _sent, bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        // A line that is told now is told to its end, and none after it.
        lock (_lock)
        {
            _isOver = true;
        }

        _timer?.Dispose();
    }

    private void Tell()
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            var sent = Interlocked.Read(ref _sent);
            if (sent > _told)
            {
                _told = sent;
                var all = Math.Max(1, Interlocked.Read(ref _expected));
                var percent = Math.Min(100, 100 * sent / all);
                var text = string.Create(CultureInfo.InvariantCulture, $"Sent {Display.Size(Math.Min(sent, all))} of {Display.Size(all)} ({percent} %)");
                progress.Report(new(MessageLevel.Normal, text, Percent: (int)percent));
            }

            _timer!.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }
}
