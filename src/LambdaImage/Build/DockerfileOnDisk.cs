using LambdaImage.References;

namespace LambdaImage.Build;

/// <summary>
/// The Dockerfile as a file, so that a diagnostic can open it. Its name holds the fingerprint, so that builds that run at
/// the same time don't disturb each other: either they differ in name or they agree in content.
/// </summary>
/// <param name="folder">The folder, made if needed.</param>
/// <param name="architecture">The architecture that is built.</param>
/// <param name="fingerprint">The content fingerprint.</param>
internal sealed class DockerfileOnDisk(string folder, LambdaArchitecture architecture, string fingerprint)
{
    private const int FingerprintLength = 12;

    private readonly string _prefix = $"Dockerfile.{architecture}.";

    /// <summary>The file's full path.</summary>
    public string Path => System.IO.Path.Combine(folder, _prefix + fingerprint[..FingerprintLength]);

    /// <summary>Writes the file.</summary>
    /// <param name="text">The Dockerfile.</param>
    public void Write(string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path, text);
    }

    /// <summary>Deletes the file, and the folder if nothing else is in it.</summary>
    public void Delete()
    {
        File.Delete(Path);
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // It holds what an earlier build remembers.
        }
    }

    /// <summary>Deletes the file, and those that earlier failures of the same architecture left.</summary>
    public void DeleteAll()
    {
        foreach (var file in Directory.EnumerateFiles(folder, _prefix + "*"))
        {
            File.Delete(file);
        }
    }
}
