using System.Security;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Caching;

/// <summary>
/// The one way to the host's files. Each operation can be watched, so that a test can let it fail; where nobody watches, this costs
/// the reading of one field.
/// </summary>
internal static class Disk
{
    private const string AnOpenFile = "an open file";

    private static readonly AsyncLocal<IDiskWatcher?> Watcher = new();
    private static volatile bool _isWatched;

    /// <summary>Whether a file operation failed for a reason of the host: the disk, a permission, a path that can't be.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Whether it is such a failure.</returns>
    public static bool IsFailure(Exception exception) => exception
        is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException;

    /// <summary>Whether a file can't be opened or replaced because somebody else has it open.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Whether it may pass by itself.</returns>
    public static bool IsInUse(Exception exception)
    {
        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS.
        const int SharingViolation = unchecked((int)0x80070020);
        const int LockViolation = unchecked((int)0x80070021);
        return exception is IOException { HResult: SharingViolation or LockViolation or 11 or 35 };
    }

    /// <summary>Lets something watch the operations of the calling flow of control, and of what it starts.</summary>
    /// <param name="watcher">The watcher; <see langword="null"/> ends it.</param>
    public static void Watch(IDiskWatcher? watcher)
    {
        Watcher.Value = watcher;
        _isWatched |= watcher is not null;
    }

    /// <summary>Tells of an operation that the caller is about to do itself.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="path">The file or folder.</param>
    public static void Before(DiskOperation operation, string path)
    {
        if (_isWatched)
        {
            Watcher.Value?.Before(operation, path);
        }
    }

    /// <summary>Whether there is a file. One that can't be looked at counts as missing.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>Whether there is one.</returns>
    public static bool FileExists(string path) => CanStat(path) && File.Exists(path);

    /// <summary>Whether there is a folder. One that can't be looked at counts as missing.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>Whether there is one.</returns>
    public static bool FolderExists(string path) => CanStat(path) && Directory.Exists(path);

    /// <summary>What is known of a file.</summary>
    /// <param name="path">Its path. It may be missing.</param>
    /// <returns>The file.</returns>
    public static FileInfo FileAt(string path)
    {
        Before(DiskOperation.Stat, path);
        return new(path);
    }

    /// <summary>The time of a file's last change.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The time.</returns>
    public static DateTime GetTime(string path)
    {
        Before(DiskOperation.Stat, path);
        return File.GetLastWriteTimeUtc(path);
    }

    /// <summary>Sets the time of a file's last change.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The time.</param>
    public static void SetTime(string path, DateTime time)
    {
        Before(DiskOperation.SetTime, path);
        File.SetLastWriteTimeUtc(path, time);
    }

    /// <summary>The files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">What their names look like.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<FileInfo> ListFiles(string folder, string pattern = "*") => ListFiles(folder, pattern, new());

    /// <summary>The files of a folder, and of those below it if the options say so.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">What their names look like.</param>
    /// <param name="options">Which of them.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<FileInfo> ListFiles(string folder, string pattern, EnumerationOptions options)
    {
        Before(DiskOperation.List, folder);
        return new DirectoryInfo(folder).GetFiles(pattern, options);
    }

    /// <summary>The paths of what a folder holds.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The full paths.</returns>
    public static IReadOnlyList<string> List(string folder)
    {
        Before(DiskOperation.List, folder);
        return Directory.GetFileSystemEntries(folder);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file's content.</returns>
    public static Stream OpenRead(string path)
    {
        Before(DiskOperation.Open, path);

        // Whoever replaces the file meanwhile may take it away.
        return Watched(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), path);
    }

    /// <summary>Opens a file for reading at offsets.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file.</returns>
    public static SafeFileHandle OpenHandle(string path)
    {
        Before(DiskOperation.Open, path);
        return File.OpenHandle(path);
    }

    /// <summary>Reads some bytes of an open file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Where they go.</param>
    /// <param name="offset">Where in the file they start.</param>
    /// <returns>How many were read; 0 at the file's end.</returns>
    public static int ReadAt(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        Before(DiskOperation.Read, AnOpenFile);
        return RandomAccess.Read(file, buffer, offset);
    }

    /// <summary>The length of an open file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The length in bytes.</returns>
    public static long LengthOf(SafeFileHandle file)
    {
        Before(DiskOperation.Stat, AnOpenFile);
        return RandomAccess.GetLength(file);
    }

    /// <summary>Reads the start of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most that is read, in bytes.</param>
    /// <returns>All bytes of the file, or the first so many.</returns>
    public static byte[] ReadStart(string path, int limit)
    {
        using var file = OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (content.Length < limit && file.Read(buffer, 0, (int)Math.Min(buffer.Length, limit - content.Length)) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    /// <summary>Reads a file as UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most that is read, in bytes.</param>
    /// <returns>Its text.</returns>
    public static string ReadText(string path, int limit) => Encoding.UTF8.GetString(ReadStart(path, limit)).TrimStart('\uFEFF');

    /// <summary>Makes a new file.</summary>
    /// <param name="path">The file, which must not be there.</param>
    /// <param name="isAsync">Whether it is written asynchronously.</param>
    /// <returns>The file.</returns>
    public static Stream Create(string path, bool isAsync = false)
    {
        Before(DiskOperation.Create, path);
        return Watched(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, isAsync), path);
    }

    /// <summary>Opens a file that nobody else can open meanwhile.</summary>
    /// <param name="path">The file, made if needed.</param>
    /// <returns>The file.</returns>
    public static FileStream OpenAlone(string path)
    {
        Before(DiskOperation.Create, path);
        return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    /// <summary>Opens a file that others can open too.</summary>
    /// <param name="path">The file, made if needed.</param>
    /// <returns>The file.</returns>
    public static FileStream OpenShared(string path)
    {
        Before(DiskOperation.Create, path);
        return new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>Waits until what was written to a file is on the disk.</summary>
    /// <param name="file">What <see cref="Create"/> gave.</param>
    /// <param name="path">The file.</param>
    public static void Flush(Stream file, string path)
    {
        Before(DiskOperation.Flush, path);
        if (file is FileStream stream)
        {
            stream.Flush(flushToDisk: true);
        }
        else
        {
            file.Flush();
        }
    }

    /// <summary>Renames a file over another.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its new path.</param>
    public static void Rename(string from, string to)
    {
        Before(DiskOperation.Rename, to);
        File.Move(from, to, overwrite: true);
    }

    /// <summary>Deletes a file, if it is there.</summary>
    /// <param name="path">The file.</param>
    public static void Delete(string path)
    {
        Before(DiskOperation.Delete, path);
        File.Delete(path);
    }

    /// <summary>Deletes a file where nothing depends on it.</summary>
    /// <param name="path">The file.</param>
    public static void TryDelete(string path)
    {
        try
        {
            Delete(path);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            // What counts is the failure before this one.
        }
    }

    /// <summary>Deletes an empty folder.</summary>
    /// <param name="path">The folder.</param>
    public static void DeleteFolder(string path)
    {
        Before(DiskOperation.Delete, path);
        Directory.Delete(path);
    }

    /// <summary>Makes a folder, and those above it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="mode">Its mode, where the host has modes.</param>
    public static void CreateFolder(string path, UnixFileMode? mode = null)
    {
        Before(DiskOperation.CreateFolder, path);
        if (mode is { } bits && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, bits);
        }
        else
        {
            Directory.CreateDirectory(path);
        }
    }

    private static bool CanStat(string path)
    {
        try
        {
            Before(DiskOperation.Stat, path);
            return true;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            return false;
        }
    }

    private static Stream Watched(FileStream stream, string path) => _isWatched && Watcher.Value is { } watcher ? watcher.Watch(stream, path) : stream;
}
