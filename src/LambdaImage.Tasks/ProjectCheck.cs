using LambdaImage.Specification.Projects;
using Microsoft.Build.Utilities;

namespace LambdaImage.Tasks;

/// <summary>What project files say that MSBuild passes over without a word.</summary>
internal static class ProjectCheck
{
    /// <summary>Looks at a project's files, and logs warnings.</summary>
    /// <param name="log">The task's log.</param>
    /// <param name="project">The files.</param>
    /// <param name="layers">The full paths of the layers that MSBuild knows.</param>
    public static void Run(TaskLoggingHelper log, ProjectDocuments project, IReadOnlyCollection<string> layers)
    {
        foreach (var warning in ProjectNames.Check(project).Concat(LayerPatterns.Check(project, layers)))
        {
            FailureLog.LogWarning(log, project, warning.Descriptor!, warning.Text, warning.Origin);
        }
    }
}
