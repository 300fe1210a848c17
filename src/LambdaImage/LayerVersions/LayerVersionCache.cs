using System.Globalization;
using System.Security.Cryptography;
using LambdaImage.Diagnostics;

namespace LambdaImage.LayerVersions;

/// <summary>
/// The downloaded zips, shared by all projects of a user, each named by its content's hash. A file is there complete or not at
/// all: it is written under another name, checked, and renamed. So builds at the same time need not know of each other.
/// </summary>
/// <param name="folder">The folder, as a full path.</param>
internal sealed class LayerVersionCache(string folder)
{
    private const string TemporaryExtension = ".tmp";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Files get this time once they are checked, and whatever writes to one changes it. So a file need not be read again to know
    // that it is as it was, and one that was touched is. (1980 is the earliest time that every file system can hold.)
    private static readonly DateTime CheckedTime = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // No download takes as long; what is older was left by a process that was killed.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <summary>Looks for content.</summary>
    /// <param name="sha256">Its SHA-256 in lower-case hexadecimal.</param>
    /// <returns>The full path of the zip; <see langword="null"/> if it is not there, or not as it was.</returns>
    public string? Find(string sha256)
    {
        var path = PathOf(sha256);
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            if (File.GetLastWriteTimeUtc(path) == CheckedTime)
            {
                return path;
            }

            if (HashOf(path) != sha256)
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        MarkChecked(path);
        return path;
    }

    /// <summary>Adds content.</summary>
    /// <param name="sha256">Its SHA-256 in lower-case hexadecimal.</param>
    /// <param name="write">Writes the content and checks it; throws if it is not what it should be.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The full path of the zip.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE4012: the folder can't be written.</exception>
    public async Task<string> AddAsync(string sha256, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var path = PathOf(sha256);
        var temporary = Path.Combine(folder, $"{Stamp(DateTime.UtcNow)}-{Guid.NewGuid():N}{TemporaryExtension}");
        try
        {
            CreateFolder();
            DeleteAbandoned();
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                await write(file, cancellationToken).ConfigureAwait(false);

                // The name must not reach the disk before the content does.
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            MarkChecked(temporary);
            Publish(temporary, path, sha256);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LambdaImageException(
                DiagnosticCodes.LayerCacheUnusable,
                $"The layer could not be stored in the cache {Display.Quote(folder)}: {exception.Message.TrimEnd('.')}. " +
                "Make the folder writable, free space on its disk, or set LambdaLayerCachePath to another folder.",
                innerException: exception);
        }
        finally
        {
            Delete(temporary);
        }
    }

    private string PathOf(string sha256) => Path.Combine(folder, sha256 + ".zip");

    // Layers may be private, and the folder may stand in one that others read.
    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    private void Publish(string temporary, string path, string sha256)
    {
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && Find(sha256) is not null)
        {
            // Windows does not replace a file that another build reads; that one has the same content.
        }
    }

    private void DeleteAbandoned()
    {
        var oldest = Stamp(DateTime.UtcNow - AbandonedAfter);
        foreach (var file in Directory.EnumerateFiles(folder, "*" + TemporaryExtension))
        {
            if (string.CompareOrdinal(Path.GetFileName(file), oldest) < 0)
            {
                Delete(file);
            }
        }
    }

    // Begins the names of temporary files. Their own times tell nothing: they are set before the files get their final names,
    // because a file that another build reads must not seem to change.
    private static string Stamp(DateTime time) => time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file)).ToLowerInvariant();
    }

    private static void MarkChecked(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, CheckedTime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // In a cache that is read-only for this user the file is read again next time.
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What can't be deleted now is abandoned, and found by a later download.
        }
    }
}
