using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using LambdaImage.Diagnostics;

namespace LambdaImage.Caching;

/// <summary>
/// The right to do something on an engine that several builds may want at a time, held by one of a user. It is a file that is open to its
/// holder alone: the system lets go of it when the holder ends, in whatever way.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    // No system tells a waiter that a file was let go of, so it is tried again; this often costs nothing next to a build.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream? _file;

    private ProcessLock(FileStream? file) => _file = file;

    /// <summary>Whether another build had it before.</summary>
    public bool HasWaited { get; private set; }

    /// <summary>The folder of the locks.</summary>
    /// <param name="cacheFolder">The user's folder for what projects share.</param>
    /// <returns>The folder's full path.</returns>
    public static string FolderIn(string cacheFolder) => Path.Combine(cacheFolder, "locks");

    /// <summary>Takes the lock, and waits for it if needed.</summary>
    /// <param name="folder">The user's folder for locks, made if needed. The files in it are empty, and stay.</param>
    /// <param name="key">What is locked: the engine's endpoint, and what is done there.</param>
    /// <param name="holder">Who has it if it is to be waited for, to end the sentence "Waiting for …".</param>
    /// <param name="progress">Is told of the wait.</param>
    /// <param name="waits">Tells how long it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock, let go of when disposed of.</returns>
    public static async Task<ProcessLock> TakeAsync(
        string folder,
        string key,
        string holder,
        IProgress<BuildMessage> progress,
        Waits waits,
        CancellationToken cancellationToken)
    {
        if (Problem(folder) is { } problem)
        {
            return Without(problem, progress);
        }

        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var path = Path.Combine(folder, hash[..32].ToLowerInvariant() + ".lock");
        try
        {
            return await TakeAsync(path, holder, progress, waits, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // It belongs to another user, or its folder was deleted.
            return Without(exception.Message, progress);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    // Builds of the same image at the same time are the exception, and cost no more than time.
    private static ProcessLock Without(string problem, IProgress<BuildMessage> progress)
    {
        progress.Report(new(MessageLevel.Low, $"Builds at the same time are not waited for: {Display.Sentence(problem)}"));
        return new(file: null);
    }

    private static async Task<ProcessLock> TakeAsync(
        string path,
        string holder,
        IProgress<BuildMessage> progress,
        Waits waits,
        CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // Dispose before losing scope: what is returned is the caller's.
        if (TryTake(path, out var hold))
        {
            return hold;
        }

        progress.Report(new(MessageLevel.High, $"Waiting for {holder}"));
        using var wait = waits.Start(holder);
        using var timer = new PeriodicTimer(Interval);
        do
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
        while (!TryTake(path, out hold));
#pragma warning restore CA2000

        hold.HasWaited = true;
        return hold;
    }

    private static string? Problem(string folder)
    {
        try
        {
            PrivateFolder.Create(folder);
            var probe = Path.Combine(folder, "probe.lock");
            using var file = Disk.OpenShared(probe);
            return null;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            return exception.Message;
        }
    }

    private static bool TryTake(string path, [NotNullWhen(true)] out ProcessLock? hold)
    {
        try
        {
            hold = new(Disk.OpenAlone(path));
            return true;
        }
        catch (IOException exception) when (Disk.IsInUse(exception))
        {
            hold = null;
            return false;
        }
    }
}
