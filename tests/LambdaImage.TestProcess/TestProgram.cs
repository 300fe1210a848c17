using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LambdaImage.TestProcess;

/// <summary>What tests run in a process of its own.</summary>
public static class TestProgram
{
    private static readonly string Host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>The folder of the program, with the assemblies that it loads.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(TestProgram).Assembly.Location)!;

    /// <summary>How to start it.</summary>
    /// <param name="command"><c>build</c> or <c>layer</c>.</param>
    /// <param name="arguments">The command's arguments.</param>
    /// <returns>The start, its output redirected.</returns>
    public static ProcessStartInfo StartOf(string command, params string[] arguments) =>
        new(Host, ["exec", typeof(TestProgram).Assembly.Location, command, .. arguments]) { RedirectStandardOutput = true };

    private static Task<int> Main(string[] arguments) => arguments[0] switch
    {
        "build" => BuildCommand.RunAsync(arguments[1..]),
        "layer" => LayerCommand.RunAsync(arguments[1..]),
        var other => throw new ArgumentException($"There is no command '{other}'."),
    };
}
