using System.IO.Compression;
using System.Runtime.InteropServices;

namespace LambdaImage.Testing;

/// <summary>The package as <c>dotnet pack</c> made it.</summary>
public static class PackedPackage
{
    private const string Id = "LambdaImage.Tasks";

    /// <summary>The .nupkg file: the only one in its folder, so that no older one can stand in for it.</summary>
    public static string File
    {
        get
        {
            var files = Directory.GetFiles(TestEnvironment.Packages, Id + ".*.nupkg");
            return files.Length == 1
                ? files[0]
                : throw new InvalidOperationException($"{TestEnvironment.Packages} holds {files.Length} packages {Id}; exactly one is needed.");
        }
    }

    /// <summary>Its version.</summary>
    public static string Version => Path.GetFileNameWithoutExtension(File)[(Id.Length + 1)..];

    /// <summary>Unpacks it as NuGet would.</summary>
    /// <param name="folder">The folder, made if needed.</param>
    public static void ExtractTo(string folder) => ZipFile.ExtractToDirectory(File, folder);

    /// <summary>The assemblies that a build on this machine loads, by their simple names: those for the platform replace the others.</summary>
    /// <returns>The bytes of each.</returns>
    public static IReadOnlyDictionary<string, byte[]> Assemblies()
    {
        const string tools = "tools/net10.0/";
        var platform = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 ? tools + "linux-x64/" : tools;
        var assemblies = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var package = ZipFile.OpenRead(File);
        foreach (var folder in new[] { tools, platform })
        {
            foreach (var entry in package.Entries.Where(entry => entry.FullName == folder + entry.Name && entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
            {
                using var content = new MemoryStream();
                using var stream = entry.Open();
                stream.CopyTo(content);
                assemblies[Path.GetFileNameWithoutExtension(entry.Name)] = content.ToArray();
            }
        }

        return assemblies;
    }
}
