using System.Globalization;
using System.Security.Cryptography;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;

namespace LambdaImage.LayerVersions;

/// <summary>
/// The downloaded zips, shared by all projects of a user, each named by its content's hash. A file is there complete or not at
/// all: it is written under another name, checked, and renamed. So builds at the same time need not know of each other.
/// </summary>
/// <param name="folder">The folder, as a full path.</param>
internal sealed class LayerVersionCache(string folder)
{
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
            if (!Disk.FileExists(path))
            {
                return null;
            }

            if (Disk.GetTime(path) == CheckedTime)
            {
                return path;
            }

            if (HashOf(path) != sha256)
            {
                return null;
            }
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
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
        var temporary = Path.Combine(folder, $"{Stamp(DateTime.UtcNow)}-{Guid.NewGuid():N}{AtomicFile.TemporaryExtension}");
        try
        {
            // Layers may be private, and the folder may stand in one that others read.
            Disk.CreateFolder(folder, OwnerOnly);
            DeleteAbandoned();
            await AtomicFile.WriteAsync(path, write, cancellationToken, temporary, MarkChecked, () => Find(sha256) is not null).ConfigureAwait(false);
            return path;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.LayerCacheUnusable,
                $"The layer could not be stored in the cache {Display.Quote(folder)}: {Display.Clause(exception.Message)}. " +
                "Make the folder writable, free space on its disk, or set LambdaLayerCachePath to another folder.",
                innerException: exception);
        }
    }

    private string PathOf(string sha256) => Path.Combine(folder, sha256 + ".zip");

    private void DeleteAbandoned()
    {
        var oldest = Stamp(DateTime.UtcNow - AbandonedAfter);
        foreach (var file in Disk.ListFiles(folder, "*" + AtomicFile.TemporaryExtension))
        {
            if (string.CompareOrdinal(file.Name, oldest) < 0)
            {
                Disk.TryDelete(file.FullName);
            }
        }
    }

    // Begins the names of temporary files. Their own times tell nothing: they are set before the files get their final names,
    // because a file that another build reads must not seem to change.
    private static string Stamp(DateTime time) => time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static string HashOf(string path)
    {
        using var file = Disk.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file)).ToLowerInvariant();
    }

    private static void MarkChecked(string path)
    {
        try
        {
            Disk.SetTime(path, CheckedTime);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // In a cache that is read-only for this user the file is read again next time.
        }
    }
}
