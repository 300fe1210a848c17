using LambdaImage.Diagnostics;
using LambdaImage.Specification.Projects;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LambdaImage.Tasks;

/// <summary>Progress as build messages and warnings. MSBuild's logging takes them from any thread.</summary>
/// <param name="log">The task's log.</param>
/// <param name="project">The project's files, where warnings are located.</param>
/// <param name="stages">Shows how much is sent in another way, if there is one.</param>
internal sealed class LogProgress(TaskLoggingHelper log, ProjectDocuments project, StageTargets? stages = null) : IProgress<BuildMessage>, IProgress<string>
{
    /// <inheritdoc/>
    public void Report(BuildMessage value)
    {
        if (value.Descriptor is { } descriptor)
        {
            FailureLog.LogWarning(log, project, descriptor, value.Text, value.Origin);
            return;
        }

        if (value.Percent is { } percent)
        {
            stages?.Report(percent);
        }

        var importance = value.Level switch
        {
            MessageLevel.High => MessageImportance.High,
            MessageLevel.Normal => MessageImportance.Normal,
            _ => MessageImportance.Low,
        };
        log.LogMessage(importance, "{0}", value.Text);
    }

    /// <summary>Logs what is waited for.</summary>
    /// <param name="value">The line.</param>
    public void Report(string value) => log.LogMessage(MessageImportance.Normal, "{0}", value);
}
