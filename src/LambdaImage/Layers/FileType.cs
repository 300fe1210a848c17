using System.Formats.Tar;

namespace LambdaImage.Layers;

/// <summary>Tells files from pipes, sockets and devices.</summary>
internal static class FileType
{
    /// <summary>Whether a file is a regular one. Opening a pipe to find out would wait for its writer for ever.</summary>
    /// <param name="file">The file; not a folder and not a link.</param>
    /// <returns>Whether it can be opened and read to an end.</returns>
    public static bool IsRegular(FileInfo file)
    {
        // Whatever is not regular says that its length is 0.
        if (file.Length > 0 || OperatingSystem.IsWindows())
        {
            return true;
        }

        // The framework tells the kinds apart only where it writes tars, which it does without opening the file.
        using var header = new MemoryStream();
        try
        {
            using (var writer = new TarWriter(header, TarEntryFormat.Pax, leaveOpen: true))
            {
                writer.WriteEntry(file.FullName, "file");
            }

            header.Position = 0;
            using var reader = new TarReader(header);
            return reader.GetNextEntry()?.EntryType == TarEntryType.RegularFile;
        }
        catch (IOException) when (file.Exists)
        {
            return false;
        }
    }
}
