using System.Globalization;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace LambdaImage.Tasks;

/// <summary>
/// Shows how much of an image is sent in the terminal logger. It shows no messages while a project is built, but the name of the target
/// that runs; so for each tenth that is sent a target is run that does nothing and is called so.
/// </summary>
/// <param name="engine">MSBuild, which calls of targets are made to on the task's own thread.</param>
internal sealed class StageTargets(IBuildEngine engine)
{
    private readonly object _lock = new();
    private int _sent;
    private int _shown;
    private bool _isOver;

    /// <summary>The name of a stage's target.</summary>
    /// <param name="percent">How many percent are sent, a multiple of ten.</param>
    /// <returns>The name.</returns>
    public static string NameOf(int percent) => string.Create(CultureInfo.InvariantCulture, $"LambdaImage {percent} percent sent");

    /// <summary>Tells how much is sent. It is shown on the task's thread as soon as that is free.</summary>
    /// <param name="percent">How many percent are sent.</param>
    public void Report(int percent)
    {
        lock (_lock)
        {
            _sent = percent - (percent % 10);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Shows what is reported until some work ends. To be called on the task's thread.</summary>
    /// <param name="work">The work.</param>
    public void RunUntilEnd(Task work)
    {
        work.ContinueWith(_ => End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (Next() is { } percent)
        {
            // Without a file, the target of the project that is being built is run, as the task CallTarget does it.
            engine.BuildProjectFile(null, [NameOf(percent)], null, null);
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _isOver = true;
            Monitor.Pulse(_lock);
        }
    }

    private int? Next()
    {
        lock (_lock)
        {
            while (!_isOver && _sent <= _shown)
            {
                Monitor.Wait(_lock);
            }

            _shown = _sent;
            return _isOver ? null : _shown;
        }
    }
}
