using System.Diagnostics;

namespace LambdaImage.UnitTests;

/// <summary>Runs what the framework can't do: making special files, and reading with the tools that users have.</summary>
internal static class Shell
{
    /// <summary>Runs a line of POSIX shell in a folder, and returns what it prints.</summary>
    public static string Run(string folder, string line)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-ec", line])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{line}: {errors.Result}");
        return output;
    }
}
