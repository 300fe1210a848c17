using System.Security.Cryptography;
using System.Text;
using LambdaImage.Diagnostics;

namespace LambdaImage.Caching;

/// <summary>The locks by which builds of a user wait for each other.</summary>
/// <param name="cacheFolder">The user's folder for what projects share. The locks are empty files in a folder in it, and stay.</param>
/// <param name="progress">Is told of waits.</param>
/// <param name="waits">Tells how long they take.</param>
internal sealed class ProcessLocks(string cacheFolder, IProgress<BuildMessage> progress, Waits waits)
{
    // No system tells a waiter that a file was let go of, so it is tried again; this often costs nothing next to a build.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Path.Combine(cacheFolder, "locks");

    /// <summary>Takes a lock, and waits for it if needed.</summary>
    /// <param name="key">What is locked: where something is done, and what.</param>
    /// <param name="holder">Who has it if it is to be waited for, to end the sentence "Waiting for …".</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock, let go of when disposed of.</returns>
    public async Task<ProcessLock> TakeAsync(string key, string holder, CancellationToken cancellationToken)
    {
        if (Problem() is { } problem)
        {
            return Without(problem);
        }

        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var path = Path.Combine(_folder, hash[..32].ToLowerInvariant() + ".lock");
        try
        {
            return TryTake(path, hasWaited: false) ?? await WaitAsync(path, holder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // It belongs to another user, or its folder was deleted.
            return Without(exception.Message);
        }
    }

#pragma warning disable CA2000 // Dispose before losing scope: what is taken is the caller's.
    private async Task<ProcessLock> WaitAsync(string path, string holder, CancellationToken cancellationToken)
    {
        progress.Report(new(MessageLevel.High, $"Waiting for {holder}"));
        using var wait = waits.Start(holder);
        using var timer = new PeriodicTimer(Interval);
        while (true)
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            if (TryTake(path, hasWaited: true) is { } taken)
            {
                return taken;
            }
        }
    }

    // Builds of the same image at the same time are the exception, and cost no more than time.
    private ProcessLock Without(string problem)
    {
        progress.Report(new(MessageLevel.Low, $"Builds at the same time are not waited for: {Display.Sentence(problem)}"));
        return new(file: null, hasWaited: false);
    }

    private string? Problem()
    {
        try
        {
            PrivateFolder.Create(_folder);
            var probe = Path.Combine(_folder, "probe.lock");
            using var file = Disk.OpenShared(probe);
            return null;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            return exception.Message;
        }
    }

    private static ProcessLock? TryTake(string path, bool hasWaited)
    {
        try
        {
            return new(Disk.OpenAlone(path), hasWaited);
        }
        catch (IOException exception) when (Disk.IsInUse(exception))
        {
            return null;
        }
    }
}
