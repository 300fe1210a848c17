namespace LambdaImage.Layers;

/// <summary>
/// A folder of the user's in which builds of all projects keep what they learned, each in a file of its own whose name says what
/// it depends on. Losing it costs time, never correctness; so nothing here fails.
/// </summary>
/// <param name="path">The folder's full path; made when something is written.</param>
internal sealed class SharedFolder(string path)
{
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
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
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
            Directory.CreateDirectory(path);
            Replace(Path.Combine(path, name), text);
            var oldest = DateTime.UtcNow - KeptFor;
            foreach (var old in new DirectoryInfo(path).EnumerateFiles().Where(file => file.LastWriteTimeUtc < oldest))
            {
                old.Delete();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next build learns it again.
        }
    }

    /// <summary>Writes a file so that a reader sees the old text or the new, never a part.</summary>
    /// <param name="file">The file's full path.</param>
    /// <param name="text">The text.</param>
    public static void Replace(string file, string text)
    {
        var temporary = $"{file}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
