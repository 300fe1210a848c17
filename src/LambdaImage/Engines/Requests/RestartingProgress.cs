using LambdaImage.Diagnostics;

namespace LambdaImage.Engines.Requests;

/// <summary>Passes lines on, and starts a wait anew with each: who sees a line need not be told of the wait.</summary>
/// <param name="progress">Gets the lines.</param>
/// <param name="wait">The wait.</param>
internal sealed class RestartingProgress(IProgress<string> progress, Wait wait) : IProgress<string>
{
    /// <inheritdoc/>
    public void Report(string value)
    {
        wait.Restart();
        progress.Report(value);
    }
}
