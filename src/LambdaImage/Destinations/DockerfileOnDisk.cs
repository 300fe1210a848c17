using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Lambda;

namespace LambdaImage.Destinations;

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
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3005: it can't be written.</exception>
    public void Write(string text)
    {
        try
        {
            try
            {
                WriteOnce(text);
            }
            catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
            {
                // Another build of the project took the folder away, or its file, between the making and the use.
                WriteOnce(text);
            }
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.WorkFolderNotWritable,
                $"The Dockerfile {Display.Quote(Path)} can't be written: {Display.Sentence(exception.Message)} " +
                "See that its folder can be made, that you may write there, and that the disk has room.",
                innerException: exception);
        }
    }

    /// <summary>Deletes the file, and the folder if nothing else is in it.</summary>
    public void Delete() => Delete(fingerprint[..FingerprintLength]);

    /// <summary>Deletes the file, and those that earlier failures of the same architecture left.</summary>
    public void DeleteAll() => Delete("*");

    private void WriteOnce(string text)
    {
        Disk.CreateFolder(folder);
        AtomicFile.Write(Path, text);
    }

    // What can't be deleted does no harm, and a failure here would hide the build's own.
    private void Delete(string pattern)
    {
        try
        {
            foreach (var file in Disk.ListFiles(folder, _prefix + pattern))
            {
                Disk.Delete(file.FullName);
            }

            Disk.DeleteFolder(folder);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // Another build of the project took it away, or the folder holds what an earlier build remembers.
        }
    }
}
