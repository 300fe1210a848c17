using System.Globalization;
using System.Text.RegularExpressions;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A run of the .NET command line, as its user sees it.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Log">Its binary log.</param>
internal sealed partial record BuildRun(int ExitCode, string Output, string Log)
{
    /// <summary>The printed lines, without white space around them, and without empty ones.</summary>
    public IReadOnlyList<string> Lines { get; } =
        Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines of the build itself: those before the summary, without the compiler's result.</summary>
    public IReadOnlyList<string> BuildLines =>
        [.. Lines.TakeWhile(line => line is not ("Build succeeded." or "Build FAILED.")).Where(line => !line.EndsWith(".dll", StringComparison.Ordinal))];

    /// <summary>The errors, each once: the console prints them where they arise, and again at the end.</summary>
    public IReadOnlyList<BuildError> Errors => Diagnostics("error");

    /// <summary>The warnings, each once.</summary>
    public IReadOnlyList<BuildError> Warnings => Diagnostics("warning");

    /// <summary>How often a line holds a text.</summary>
    public int Count(string text) => Lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Checks that the build succeeded.</summary>
    /// <returns>This run.</returns>
    public BuildRun Succeeded()
    {
        Assert.AreEqual(0, ExitCode, ToString());
        return this;
    }

    /// <summary>Checks that the build failed with exactly one error, and with no word of where in the code it arose.</summary>
    /// <param name="code">The error's code.</param>
    /// <returns>The error.</returns>
    public BuildError FailedWith(string code)
    {
        Assert.AreEqual(1, ExitCode, ToString());
        Assert.AreEqual(code, string.Join(' ', Errors.Select(error => error.Code)), ToString());
        Assert.IsFalse(StackTracePattern().IsMatch(Output), "There is a stack trace. " + this);
        return Errors[0];
    }

    /// <inheritdoc/>
    public override string ToString() => $"Binary log: {Log}\n{Output}";

    private List<BuildError> Diagnostics(string kind) =>
    [
        .. Lines.Select(line => DiagnosticPattern().Match(line))
            .Where(match => match.Success && match.Groups["kind"].Value == kind)
            .Select(match => new BuildError(
                match.Groups["file"].Value,
                Number(match.Groups["line"]),
                match.Groups["code"].Value,
                match.Groups["text"].Value,
                Number(match.Groups["column"])))
            .Distinct(),
    ];

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?<file>/[^()]*?)(\((?<line>\d+)(,(?<column>\d+))?\))? ?: (?<kind>error|warning) (?<code>[A-Z]+[0-9]+): (?<text>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex DiagnosticPattern();

    [GeneratedRegex(@"^\s+at [\w.<>`+]+\(|Exception:", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex StackTracePattern();
}
