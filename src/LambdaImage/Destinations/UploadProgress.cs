using System.Globalization;
using System.IO.Pipelines;
using LambdaImage.Diagnostics;

namespace LambdaImage.Destinations;

/// <summary>Tells how much of an archive the engine has accepted: every two seconds, as long as that goes on and more comes.</summary>
/// <param name="total">Computes how many bytes there are, which the archive's small end may exceed a little.</param>
/// <param name="progress">Gets the lines, on any thread.</param>
/// <param name="clock">The clock.</param>
internal sealed class UploadProgress(Func<long> total, IProgress<BuildMessage> progress, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _sent;
    private long _told;
    private long _total;
    private bool _isOver;

    /// <summary>Starts to tell, and to count what is taken from an archive.</summary>
    /// <param name="archive">The archive; what is consumed of it has been accepted.</param>
    /// <returns>The archive, to be read in the place of the given one.</returns>
    public PipeReader Count(PipeReader archive)
    {
        _timer = clock.CreateTimer(static upload => ((UploadProgress)upload!).Tell(), this, Interval, Timeout.InfiniteTimeSpan);
        return new CountingReader(archive, Add, Dispose);
    }

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

    private void Add(long bytes) => Interlocked.Add(ref _sent, bytes);

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
                _total = _total == 0 ? Math.Max(1, total()) : _total;
                var percent = Math.Min(100, 100 * sent / _total);
                var text = string.Create(CultureInfo.InvariantCulture, $"Sent {Display.Size(Math.Min(sent, _total))} of {Display.Size(_total)} ({percent} %)");
                progress.Report(new(MessageLevel.Normal, text, Percent: (int)percent));
            }

            _timer!.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }
}
