using LambdaImage.Diagnostics;
using LambdaImage.Specification.Projects;
using Microsoft.Build.Utilities;

namespace LambdaImage.Tasks;

/// <summary>Logs failures with their code, their place and a link to their explanation.</summary>
internal static class FailureLog
{
    // The folder of the assembly depends on what the package was made for; docs/ is beside one of those above it.
    private static readonly Lazy<string> Documentation = new(() => Find(Path.GetDirectoryName(typeof(FailureLog).Assembly.Location)!));

    /// <summary>Logs a failure as an error.</summary>
    /// <param name="log">The task's log.</param>
    /// <param name="project">The project's files.</param>
    /// <param name="failure">The failure.</param>
    public static void LogError(TaskLoggingHelper log, ProjectDocuments project, LambdaImageException failure)
    {
        var location = failure.Location ?? project.Find(failure.Origin);
        log.LogError(
            subcategory: null,
            failure.Descriptor.Code,
            helpKeyword: null,
            HelpLink(failure.Descriptor),
            location.File,
            location.Line,
            location.Column,
            endLineNumber: 0,
            endColumnNumber: 0,
            message: "{0}",
            OneLine(failure.Message));
    }

    /// <summary>Logs a warning, which <c>NoWarn</c> and <c>WarningsAsErrors</c> can name by its code.</summary>
    /// <param name="log">The task's log.</param>
    /// <param name="project">The project's files.</param>
    /// <param name="descriptor">The kind of warning.</param>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="origin">The input that the warning is about, if there is one.</param>
    public static void LogWarning(TaskLoggingHelper log, ProjectDocuments project, DiagnosticDescriptor descriptor, string message, InputOrigin? origin)
    {
        var location = project.Find(origin);
        log.LogWarning(
            subcategory: null,
            descriptor.Code,
            helpKeyword: null,
            HelpLink(descriptor),
            location.File,
            location.Line,
            columnNumber: 0,
            endLineNumber: 0,
            endColumnNumber: 0,
            message: "{0}",
            OneLine(message));
    }

    private static string HelpLink(DiagnosticDescriptor descriptor) =>
        new Uri(Documentation.Value).AbsoluteUri + "#" + descriptor.Code.ToLowerInvariant();

    private static string Find(string folder)
    {
        var relative = Path.Combine("docs", "diagnostics.md");
        for (var parent = folder; parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (File.Exists(Path.Combine(parent, relative)))
            {
                return Path.Combine(parent, relative);
            }
        }

        return Path.Combine(folder, relative);
    }

    // Engines quote whole logs; loggers and IDEs cut an error at its first line.
    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
