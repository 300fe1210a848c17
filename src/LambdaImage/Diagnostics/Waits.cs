namespace LambdaImage.Diagnostics;

/// <summary>Tells the user what is waited for, if that takes longer than some seconds.</summary>
/// <param name="progress">Gets the lines, on any thread.</param>
/// <param name="clock">The clock that measures the waits; the system's if not given.</param>
public sealed class Waits(IProgress<string> progress, TimeProvider? clock = null)
{
    /// <summary>The clock that measures the waits.</summary>
    public TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    /// <summary>Waits that nobody is told of.</summary>
    public static Waits Untold { get; } = new(new NoProgress());

    /// <summary>Starts a wait.</summary>
    /// <param name="what">What is waited for, to end the sentence "Waiting for …".</param>
    /// <returns>The wait, which ends when it is disposed of.</returns>
    internal Wait Start(string what) => new(what, progress, Clock);

    private sealed class NoProgress : IProgress<string>
    {
        public void Report(string value)
        {
            // Nobody wants to know.
        }
    }
}
