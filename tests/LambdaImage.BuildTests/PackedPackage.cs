using System.IO.Compression;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests;

/// <summary>The package as <c>dotnet pack</c> made it.</summary>
internal static class PackedPackage
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
    public static void ExtractTo(string folder) => ZipFile.ExtractToDirectory(File, folder);
}
