using System.Collections;
using LambdaImage.Pipeline;
using Microsoft.Build.Framework;

namespace LambdaImage.Tasks;

/// <summary>The build that a task runs in: all projects that one start of MSBuild builds, in whatever process.</summary>
internal static class BuildScope
{
    private const string Target = "_LambdaImageGetBuildId";
    private static readonly string IdKey = $"{typeof(BuildScope).FullName} id";

    /// <summary>Tells which build this is.</summary>
    /// <param name="engine">The engine that runs the task.</param>
    /// <param name="project">The project that makes the id, as a full path; empty if this MSBuild can't be asked.</param>
    /// <param name="nodeCount">How many processes the build can use.</param>
    /// <returns>The id, or <see langword="null"/>.</returns>
    public static string? IdOf(IBuildEngine engine, string project, string nodeCount)
    {
        if (project.Length == 0 || engine is not IBuildEngine6 build)
        {
            return null;
        }

        return nodeCount == "1" ? IdOfProcess(build) : IdOfProcesses(build, project);
    }

    /// <summary>Forgets claims when the build ends.</summary>
    /// <param name="engine">The engine that runs the task.</param>
    /// <param name="buildId">The build.</param>
    /// <param name="claims">The claims.</param>
    public static void ForgetAtEnd(IBuildEngine engine, string buildId, NameClaims claims)
    {
        var key = $"{typeof(BuildScope).FullName} {buildId}";
        if (engine is IBuildEngine4 build && build.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is null)
        {
#pragma warning disable CA2000 // Dispose before losing scope: MSBuild disposes of it at the end of the build.
            build.RegisterTaskObject(key, new End(claims), RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
#pragma warning restore CA2000
        }
    }

    // What a task registers is there for all tasks of the process until the build ends.
    private static string IdOfProcess(IBuildEngine6 build)
    {
        if (build.GetRegisteredTaskObject(IdKey, RegisteredTaskObjectLifetime.Build) is not string id)
        {
            id = Guid.NewGuid().ToString("N");
            build.RegisterTaskObject(IdKey, id, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        }

        return id;
    }

    // MSBuild keeps the results of targets for the time of a build, for all its processes. To ask takes about 20 ms of a processor.
    private static string? IdOfProcesses(IBuildEngine6 build, string project)
    {
        // With other global properties it would be another project to MSBuild, with another result.
        var removed = build.GetGlobalProperties().Keys.ToList();
        var result = build.BuildProjectFilesInParallel([project], [Target], [new Hashtable()], [removed], [null!], returnTargetOutputs: true);
        return result.Result && result.TargetOutputsPerProject[0].TryGetValue(Target, out var items) && items is [var item] ? item.ItemSpec : null;
    }

    private sealed class End(NameClaims claims) : IDisposable
    {
        public void Dispose() => claims.Forget();
    }
}
