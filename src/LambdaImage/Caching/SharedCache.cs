using System.Text;
using LambdaImage.Caching.Hosts;

namespace LambdaImage.Caching;

/// <summary>
/// A folder of the user's in which builds of all projects keep what they learned, each in a file of its own whose name says what
/// it depends on. Losing it costs time, never correctness; so nothing here fails.
/// </summary>
/// <param name="path">The folder's full path; made when something is written.</param>
internal sealed class SharedCache(string path)
{
    // What is kept is a digest, or some lines about each layer of a base.
    private const int LargestFile = 1024 * 1024;

    private static readonly PrivateFolder Private = new(HostFiles.Current);

    // Nobody else cleans it.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its text, or <see langword="null"/> if it can't be read.</returns>
    public string? Read(string name)
    {
        try
        {
            var file = Path.Combine(path, name);
            return Private.HoldsOwn(file) ? Encoding.UTF8.GetString(Disk.ReadStart(file, LargestFile)) : null;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            return null;
        }
    }

    /// <summary>Writes a file, and deletes those that are old.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its text.</param>
    public void Write(string name, string text)
    {
        try
        {
            PrivateFolder.Create(path);
            AtomicFile.Write(Path.Combine(path, name), text);
            var oldest = DateTime.UtcNow - KeptFor;
            foreach (var old in Disk.ListFiles(path).Where(file => file.LastWriteTimeUtc < oldest))
            {
                Disk.Delete(old.FullName);
            }
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // The next build learns it again.
        }
    }

    /// <summary>Deletes a file.</summary>
    /// <param name="name">Its name.</param>
    public void Delete(string name)
    {
        try
        {
            Disk.Delete(Path.Combine(path, name));
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // It goes when it is old.
        }
    }
}
