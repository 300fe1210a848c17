using System.Text;

namespace LambdaImage.Caching;

/// <summary>
/// Writes files so that a reader sees the old content or the new, never a part: into a temporary file beside, which then gets the name.
/// A failure leaves the old content, and no temporary file.
/// </summary>
internal static class AtomicFile
{
    /// <summary>How the names of temporary files end.</summary>
    public const string TemporaryExtension = ".tmp";

    // Together a third of a second: readers of the files that we replace read them whole, which takes no longer.
    private const int MostAttempts = 6;
    private const int FirstPauseInMilliseconds = 10;

    /// <summary>Writes a text as UTF-8.</summary>
    /// <param name="path">The file's full path. Its folder must exist.</param>
    /// <param name="text">The text.</param>
    /// <param name="isDurable">Whether to wait until the content is on the disk. Else a crash of the system may leave an empty file.</param>
    public static void Write(string path, string text, bool isDurable = false)
    {
        var temporary = TemporaryFor(path);
        try
        {
            using (var file = Disk.Create(temporary))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                if (isDurable)
                {
                    Disk.Flush(file, temporary);
                }
            }

            Replace(temporary, path);
        }
        catch
        {
            Disk.TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Writes what comes from elsewhere.</summary>
    /// <param name="path">The file's full path. Its folder must exist.</param>
    /// <param name="write">Writes the content; throws if there is none.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <param name="temporary">The temporary file's full path, if it matters.</param>
    /// <param name="finish">Is given the temporary file before it gets its name.</param>
    /// <param name="isThere">Whether the file has the content already, if it can't be replaced.</param>
    /// <param name="isDurable">Whether to wait until the content is on the disk. Else a crash of the system may leave an empty file.</param>
    /// <returns>The task of writing.</returns>
    public static async Task WriteAsync(
        string path,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken cancellationToken,
        string? temporary = null,
        Action<string>? finish = null,
        Func<bool>? isThere = null,
        bool isDurable = true)
    {
        await WriteAsync(
            temporary ?? TemporaryFor(path),
            async (file, token) =>
            {
                await write(file, token).ConfigureAwait(false);
                return path;
            },
            finish,
            _ => isThere?.Invoke() == true,
            isDurable,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what is named after its content, and does not wait for the disk: who reads it has to check it.</summary>
    /// <param name="folder">The folder, which must exist.</param>
    /// <param name="write">Writes the content and tells the file's name.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The file's full path.</returns>
    public static Task<string> WriteNamedAsync(string folder, Func<Stream, CancellationToken, Task<string>> write, CancellationToken cancellationToken) => WriteAsync(
        TemporaryFor(Path.Combine(folder, "blob")),
        async (file, token) => Path.Combine(folder, await write(file, token).ConfigureAwait(false)),
        finish: null,
        Disk.FileExists,
        isDurable: false,
        cancellationToken);

    // What is written says how the file is called.
    private static async Task<string> WriteAsync(
        string temporary,
        Func<Stream, CancellationToken, Task<string>> write,
        Action<string>? finish,
        Func<string, bool> isThere,
        bool isDurable,
        CancellationToken cancellationToken)
    {
        try
        {
            string path;
            var file = Disk.Create(temporary, isAsync: true);
            await using (file.ConfigureAwait(false))
            {
                path = await write(file, cancellationToken).ConfigureAwait(false);
                if (isDurable)
                {
                    // The name must not reach the disk before the content does.
                    Disk.Flush(file, temporary);
                }
            }

            finish?.Invoke(temporary);
            Replace(temporary, path, () => isThere(path));
            return path;
        }
        catch
        {
            Disk.TryDelete(temporary);
            throw;
        }
    }

    // Windows doesn't replace a file that is open, and tells nobody when it is closed. So it is tried again, a few times.
    private static void Replace(string temporary, string path, Func<bool>? isThere = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Disk.Rename(temporary, path);
                return;
            }
            catch (Exception exception) when (Disk.IsFailure(exception))
            {
                if (isThere?.Invoke() == true)
                {
                    Disk.TryDelete(temporary);
                    return;
                }

                var mayPass = exception is UnauthorizedAccessException || Disk.IsInUse(exception);
                if (!mayPass || attempt == MostAttempts || !Disk.FileExists(path))
                {
                    throw;
                }

                Thread.Sleep(FirstPauseInMilliseconds << (attempt - 1));
            }
        }
    }

    private static string TemporaryFor(string path) => $"{path}.{Guid.NewGuid():N}{TemporaryExtension}";
}
