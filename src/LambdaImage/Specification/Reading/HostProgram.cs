using LambdaImage.Specification.LayerSources;

namespace LambdaImage.Specification.Reading;

/// <summary>
/// The program that the SDK puts beside an executable's assembly to start it. It is made for the system that the build runs on. A base image
/// with .NET starts the assembly itself, so the program is left out, and the image is the same on each system.
/// </summary>
internal static class HostProgram
{
    // In obj/ it has this name, with an extension on Windows. It is renamed when it is copied.
    private const string SourceName = "apphost";

    // Programs that bring .NET along are started by theirs.
    private const string OwnRuntime = "libhostfxr.so";

    /// <summary>Leaves the program out of a spec, if nothing starts it.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="assemblyName">The name of the function's assembly.</param>
    /// <returns>The spec.</returns>
    public static ImageSpec LeaveOut(ImageSpec spec, string assemblyName) => !spec.RunsDotNet ? spec : spec with
    {
        Layers = [.. spec.Layers.Select(layer => layer.Source is PublishOutputSource output ? layer with { Source = LeaveOut(output, spec.ProgramFile, assemblyName) } : layer)],
    };

    private static PublishOutputSource LeaveOut(PublishOutputSource output, string? program, string assemblyName)
    {
        if ((program is not null && !Has(program)) || !Has(assemblyName + ".dll") || Has(OwnRuntime))
        {
            return output;
        }

        // Of several files with the same name the last counts; the project may have put one of its own there.
        var hosts = new[] { assemblyName, assemblyName + ".exe" }
            .Where(name => output.Files.LastOrDefault(file => file.Path == name) is { } file && Path.GetFileName(file.Source).StartsWith(SourceName, StringComparison.Ordinal))
            .ToList();
        return hosts.Count == 0 ? output : output with { Files = [.. output.Files.Where(file => !hosts.Contains(file.Path))], LeftOut = hosts };

        bool Has(string name) => output.Files.Any(file => file.Path == name);
    }
}
