using System.Diagnostics;

namespace LambdaImage.Soak;

/// <summary>What all samples share: the engine, the package, two bases, and how far it got.</summary>
internal sealed class SoakRun : IDisposable
{
    private readonly string _package;

    public SoakRun(string endpoint, string package)
    {
        _package = package;
        Engine = new(endpoint);
        Package = new(package);
        Bases = [Engine.Import("soak-base:one", "one"), Engine.Import("soak-base:two", "two")];
    }

    public Engine Engine { get; }

    public PackageBuild Package { get; }

    public IReadOnlyList<string> Bases { get; }

    /// <summary>Edits made and builds checked after them.</summary>
    public long Steps { get; set; }

    public long Builds { get; set; }

    /// <summary>Starts a build in a process of its own, and kills that.</summary>
    /// <param name="project">The project.</param>
    /// <param name="after">After how many milliseconds.</param>
    public static void KillBuild(string project, int after)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(SoakRun).Assembly.Location, "--child", project])
        {
            RedirectStandardOutput = true,
        })!;
        if (!child.WaitForExit(TimeSpan.FromMilliseconds(after)))
        {
            child.Kill(entireProcessTree: true);
        }

        child.WaitForExit();

        // An engine that has the whole archive goes on to load and tag it, and tells nobody when it has done so.
        Thread.Sleep(1_000);
    }

    public void Dispose()
    {
        Engine.Dispose();
        if (Directory.Exists(_package))
        {
            Directory.Delete(_package, recursive: true);
        }
    }
}
