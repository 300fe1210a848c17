using LambdaImage.Build;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LambdaImage.Tasks;

/// <summary>Progress as build messages. MSBuild's logging takes messages from any thread.</summary>
/// <param name="log">The task's log.</param>
internal sealed class LogProgress(TaskLoggingHelper log) : IProgress<BuildMessage>
{
    /// <inheritdoc/>
    public void Report(BuildMessage value) => log.LogMessage(
        value.Level switch
        {
            MessageLevel.High => MessageImportance.High,
            MessageLevel.Normal => MessageImportance.Normal,
            _ => MessageImportance.Low,
        },
        "{0}",
        value.Text);
}
