using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;

namespace LambdaImage.LayerVersions;

/// <summary>
/// The downloaded zips, shared by all projects of a user, each named by its content's hash. A file is there complete or not at
/// all: it is written under another name, checked, and renamed. So builds at the same time need not know of each other.
/// </summary>
/// <param name="folder">The folder, as a full path.</param>
internal sealed class LayerVersionCache(string folder)
{

    private const string MarkExtension = ".checked";
    private const int LongestMark = 1024;

    // A file that is written again within the clock's step keeps its times; two seconds is the step of FAT, the coarsest in use.
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(2);

    // No download takes as long; what is older was left by a process that was killed.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <summary>Looks for content.</summary>
    /// <param name="sha256">Its SHA-256 in lower-case hexadecimal.</param>
    /// <param name="trustsMarks">Whether a file that is as it was when it was last read need not be read again.</param>
    /// <returns>The full path of the zip; <see langword="null"/> if it is not there, or not as it was.</returns>
    public string? Find(string sha256, bool trustsMarks = true)
    {
        var path = PathOf(sha256);
        try
        {
            if (!Disk.FileExists(path) || HostFiles.Current.Find(path) is not { Kind: FileKind.File } status)
            {
                return null;
            }

            if (trustsMarks && IsMarked(path, status))
            {
                return path;
            }

            var readAt = DateTimeOffset.UtcNow;
            if (HashOf(path) != sha256)
            {
                return null;
            }

            Mark(path, status, readAt);
            return path;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            return null;
        }
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
            PrivateFolder.Create(folder);
            DeleteAbandoned();
            await AtomicFile.WriteAsync(path, write, cancellationToken, temporary, isThere: () => Find(sha256) is not null).ConfigureAwait(false);
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

    // Beside each file is what the file system knew of it when its hash was right, and which code found that.
    private static string TextOf(in FileStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"{typeof(LayerVersionCache).Module.ModuleVersionId:N} {status.Size} {status.Modified} {status.Changed} {status.Device} {status.IdHigh} {status.Id}\n");

    private static bool IsMarked(string path, in FileStatus status)
    {
        var mark = path + MarkExtension;
        return Disk.FileExists(mark) && Encoding.UTF8.GetString(Disk.ReadStart(mark, LongestMark)) == TextOf(status);
    }

    private static void Mark(string path, in FileStatus status, DateTimeOffset readAt)
    {
        var newest = (readAt - ClockStep - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        if (status.Modified >= newest || status.Changed >= newest)
        {
            return;
        }

        try
        {
            AtomicFile.Write(path + MarkExtension, TextOf(status));
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // In a cache that is read-only for this user the file is read again next time.
        }
    }
}
