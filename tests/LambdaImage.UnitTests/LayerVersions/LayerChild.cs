using System.Diagnostics;
using LambdaImage.TestProcess;

namespace LambdaImage.UnitTests.LayerVersions;

/// <summary>A download in a process of its own, whose environment holds nothing of the machine's but what a test gives it.</summary>
internal static class LayerChild
{
    /// <summary>Runs a download.</summary>
    /// <returns>What it printed: the result, and the assemblies of AWSSDK that were loaded.</returns>
    public static async Task<(string Result, string Loaded)> RunAsync(
        LayerWorkspace workspace, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var start = TestProgram.StartOf(
            "layer", workspace.CacheFolder, workspace.LockFile, workspace.Endpoint, workspace.CertificateBundle ?? string.Empty, LayerWorkspace.Arn);
        start.RedirectStandardError = true;
        start.Environment.Clear();
        start.Environment["HOME"] = workspace.Folder.Path;
        start.Environment["DOTNET_NOLOGO"] = "true";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.IsEmpty(await error);
        var lines = (await output).Split('\n');
        return (lines[0], lines[1]);
    }
}
