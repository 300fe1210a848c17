using Microsoft.Build.Execution;
using Microsoft.Build.Framework;

namespace LambdaImage.BuildTests.Evaluation;

/// <summary>What ran in a build, in order.</summary>
internal sealed class BuildLog : ILogger
{
    private readonly List<string> _steps = [];
    private readonly List<string> _errors = [];

    /// <summary>The targets that ran, and the tasks of the package as <c>task BuildLambdaImage</c>.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>The codes of the errors.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <inheritdoc/>
    public LoggerVerbosity Verbosity { get; set; } = LoggerVerbosity.Normal;

    /// <inheritdoc/>
    public string? Parameters { get; set; }

    /// <summary>Builds targets of a project in this process.</summary>
    public static BuildLog Of(ProjectInstance project, params string[] targets)
    {
        var log = new BuildLog();
        using var manager = new BuildManager("tests");
        var parameters = new BuildParameters { Loggers = [log], EnableNodeReuse = false, MaxNodeCount = 1 };
        manager.Build(parameters, new BuildRequestData(project, targets));
        return log;
    }

    /// <inheritdoc/>
    public void Initialize(IEventSource eventSource)
    {
        eventSource.TargetStarted += (_, e) => _steps.Add(e.TargetName);
        eventSource.TaskStarted += (_, e) =>
        {
            if (e.TaskName.EndsWith("LambdaImage", StringComparison.Ordinal))
            {
                _steps.Add("task " + e.TaskName);
            }
        };
        eventSource.ErrorRaised += (_, e) => _errors.Add(e.Code);
    }

    /// <inheritdoc/>
    public void Shutdown()
    {
    }
}
