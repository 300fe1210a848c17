using System.Collections.Concurrent;
using System.Security.Cryptography;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;

namespace LambdaImage.Caching;

/// <summary>
/// Parts of images, each a file that is named after the SHA-256 of its content: what was downloaded of bases, and layers as they were uploaded.
/// All projects of a user share them. Losing them costs time, never correctness.
/// </summary>
/// <param name="folder">The folder's full path; made when something is written.</param>
/// <param name="limit">How many bytes are kept from one build to the next.</param>
internal sealed class BlobCache(string folder, long limit = BlobCache.DefaultLimit)
{
    /// <summary>How many bytes are kept if nothing else is asked for: 4 GiB, some twenty bases with their layers.</summary>
    public const long DefaultLimit = 4L * 1024 * 1024 * 1024;

    // The time of a file is when it was last used, give or take this.
    private static readonly TimeSpan UseStep = TimeSpan.FromHours(1);

    // No build takes longer.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    private static readonly PrivateFolder Private = new(HostFiles.Current);

    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);
    private bool _hasGrown;

    /// <summary>Looks for content.</summary>
    /// <param name="sha256">Its SHA-256 in lower-case hexadecimal.</param>
    /// <param name="size">How many bytes it has.</param>
    /// <returns>The file's full path, or <see langword="null"/>. Who reads it checks it.</returns>
    public string? Find(string sha256, long size)
    {
        var path = Path.Combine(folder, sha256);
        try
        {
            if (!Private.HoldsOwn(path) || Disk.FileAt(path).Length != size)
            {
                return null;
            }

            _used[sha256] = true;
            if (Disk.GetTime(path) < DateTime.UtcNow - UseStep)
            {
                Disk.SetTime(path, DateTime.UtcNow);
            }

            return path;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            return null;
        }
    }

    /// <summary>Opens content.</summary>
    /// <param name="path">The file's full path.</param>
    /// <returns>The content. Who reads it checks it.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3010: it can't be read, now or later.</exception>
    public Stream Open(string path) => CodedStream.Open(() => Disk.OpenRead(path), exception => new LambdaImageException(
        DiagnosticCodes.BlobCacheNotWritable,
        $"A part of the image that is stored in {Display.Quote(folder)} can't be read: {Display.Clause(exception.Message)}. " +
        "Build again; if that does not help, delete the folder.",
        innerException: exception));

    /// <summary>Adds content.</summary>
    /// <param name="write">Writes it, checks it, and tells its SHA-256 in lower-case hexadecimal.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The file's full path.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3010: it can't be written.</exception>
    public async Task<string> AddAsync(Func<Stream, CancellationToken, Task<string>> write, CancellationToken cancellationToken)
    {
        try
        {
            PrivateFolder.Create(folder);
            return await AtomicFile.WriteNamedAsync(folder, WriteAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw NotWritten(exception);
        }

        async Task<string> WriteAsync(Stream stream, CancellationToken token)
        {
            var output = new CodedStream(stream, NotWritten, leaveOpen: true);
            await using (output.ConfigureAwait(false))
            {
                var sha256 = await write(output, token).ConfigureAwait(false);
                _used[sha256] = true;
                _hasGrown = true;
                return sha256;
            }
        }

        LambdaImageException NotWritten(Exception exception) => new(
            DiagnosticCodes.BlobCacheNotWritable,
            $"A part of the image can't be stored in {Display.Quote(folder)}: {Display.Clause(exception.Message)}. " +
            "Make the folder writable and free space on its disk, or set XDG_CACHE_HOME to a folder elsewhere.",
            innerException: exception);
    }

    /// <summary>Deletes content that is not what its name says.</summary>
    /// <param name="sha256">Its SHA-256 in lower-case hexadecimal.</param>
    /// <returns>Whether it was something else.</returns>
    public bool DeleteDamaged(string sha256)
    {
        var path = Path.Combine(folder, sha256);
        try
        {
            using (var file = Disk.OpenRead(path))
            {
                if (Convert.ToHexStringLower(SHA256.HashData(file)) == sha256)
                {
                    return false;
                }
            }

            Disk.Delete(path);
            return true;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // Another build deleted it.
            return true;
        }
    }

    /// <summary>Deletes what is over the limit, what was used longest ago first, and what a killed build left. Nothing that this build used.</summary>
    public void CleanUp()
    {
        if (!_hasGrown)
        {
            return;
        }

        try
        {
            var (now, total) = (DateTime.UtcNow, 0L);
            foreach (var file in Disk.ListFiles(folder).OrderByDescending(file => file.LastWriteTimeUtc))
            {
                var isTemporary = file.Name.EndsWith(AtomicFile.TemporaryExtension, StringComparison.Ordinal);
                total += file.Length;

                // What another build has just found can have a time of one step ago.
                if (isTemporary ? file.LastWriteTimeUtc < now - AbandonedAfter : total > limit && !_used.ContainsKey(file.Name) && file.LastWriteTimeUtc < now - (2 * UseStep))
                {
                    Disk.TryDelete(file.FullName);
                }
            }
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // The next build tries again.
        }
    }
}
