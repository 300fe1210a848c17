using System.Diagnostics;
using LambdaImage.Testing;
using LambdaImage.TestProcess;

namespace LambdaImage.EngineTests.Support;

/// <summary>A build in a process of its own.</summary>
internal sealed class BuildChild : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];

    /// <summary>Starts to build.</summary>
    /// <param name="baseImage">The base.</param>
    /// <param name="project">The project's name, and the image's repository.</param>
    /// <param name="folder">The folder of the layer, and of what builds share.</param>
    /// <param name="layer">The layer's folder in it.</param>
    /// <param name="force">Whether to build what is there already.</param>
    /// <param name="pauseAfter">The start of the message after which the build is held; empty to hold it nowhere.</param>
    /// <param name="clock">The day that it is to the process, <c>yyyy-MM-dd</c>; today if it is not said.</param>
    public BuildChild(string baseImage, string project, TemporaryFolder folder, string layer, bool force, string pauseAfter, string? clock = null)
    {
        var start = TestProgram.StartOf(
            "build", TestEnvironment.DockerHost, baseImage, project, folder.At(layer), folder.At("obj"), folder.At("cache"), force ? "true" : "false", pauseAfter);
        start.RedirectStandardInput = true;
        if (clock is not null)
        {
            // The loader puts in the system's folder for libraries. What is measured with the other clock goes on as it is.
            start.Environment["LD_PRELOAD"] = "/usr/$LIB/faketime/libfaketime.so.1";
            start.Environment["FAKETIME"] = $"@{clock} 12:00:00";
            start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        }

        _process = Process.Start(start)!;
    }

    /// <summary>The lines read so far.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Reads up to a line.</summary>
    /// <param name="start">The line's start.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends with the line.</returns>
    public async Task ReadToAsync(string start, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            _lines.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The process ended without '{start}':\n{string.Join('\n', _lines)}");
    }

    /// <summary>Lets a held build go on.</summary>
    public void Resume() => _process.StandardInput.WriteLine();

    /// <summary>Ends the process at once, as <c>SIGKILL</c> does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for the build's end.</summary>
    /// <returns>The last line: <c>Built</c> or <c>Reused</c>, and the image's id; or the failure.</returns>
    public async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            _lines.Add(line);
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _lines[^1];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
