using System.Net;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Registries;

namespace LambdaImage.Destinations.Exports;

/// <summary>The parts of an image on their way to a registry: several at a time, and while later layers are still compressed.</summary>
/// <param name="registry">The registry.</param>
/// <param name="blobs">Where the content of layers is.</param>
/// <param name="locks">The locks by which builds wait for each other.</param>
/// <param name="name">Where they go.</param>
/// <param name="progress">Is told what is sent.</param>
/// <param name="clock">Tells when to tell how far it is.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class PartsUpload(
    RegistryClient registry,
    BlobCache blobs,
    ProcessLocks locks,
    ImageReference name,
    IProgress<BuildMessage> progress,
    TimeProvider clock,
    CancellationToken cancellationToken) : IDisposable
{
    private const int AtOnce = 4;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly List<Task> _sending = [];
    private readonly HashSet<Digest> _started = [];
    private readonly UploadProgress _sent = new(progress, clock);

    /// <summary>Sends what the registry lacks.</summary>
    /// <param name="exported">The image.</param>
    /// <param name="find">Finds parts that the registry is known to have; <see langword="null"/> if nothing that it says of itself is to be trusted.</param>
    /// <returns>The image.</returns>
    /// <exception cref="LambdaImageException">A layer can't be read.</exception>
    /// <exception cref="RegistryException">The registry does not take a part.</exception>
    public async Task<Image> RunAsync(ExportedImage exported, Func<CancellationToken, Task<HashSet<Digest>?>> find)
    {
        _sent.Start();
        var finding = Task.Run(() => find(_stop.Token), _stop.Token);
        _sending.Add(finding);
        try
        {
            var source = exported.Base.Name.Registry == name.Registry && exported.Base.Name.Path != name.Path ? exported.Base.Name.Path : null;
            foreach (var layer in exported.Base.Layers)
            {
                Start(new($"{exported.Base.Name}", layer, source, IsShared: false, token => exported.Base.Blobs.OpenAsync(layer, token)), finding);
            }

            foreach (var layer in exported.Plan.Layers)
            {
                var part = await exported.Layers.GetAsync(layer, _stop.Token).ConfigureAwait(false);
                Start(new(layer.Spec.Title, part.Blob, MountFrom: null, layer.Spec.IsShared, OpenAsync), finding);

                async Task<Stream> OpenAsync(CancellationToken token) => blobs.Open(await exported.Layers.FetchAsync(layer, token).ConfigureAwait(false));
            }

            var image = await exported.ComposeAsync(_stop.Token).ConfigureAwait(false);
            Start(new("the config", image.Config.Descriptor, MountFrom: null, IsShared: false, _ => Task.FromResult<Stream>(new MemoryStream(image.Config.Content, writable: false))), finding);
            await Task.WhenAll(_sending).ConfigureAwait(false);
            return image;
        }
        catch
        {
            // A failure while uploads go on ends them; they end as cancelled. Which one failed shows when all have ended.
            await _stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(_sending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (_sending.Find(task => task.IsFaulted) ?? Task.CompletedTask).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sent.Dispose();
        _stop.Dispose();
        _turns.Dispose();
    }

    private void Start(Part part, Task<HashSet<Digest>?> finding)
    {
        // Layers with the same content are one blob.
        if (_started.Add(part.Blob.Digest))
        {
            _sending.Add(Task.Run(() => SendAsync(part, finding), _stop.Token));
        }
    }

    private async Task SendAsync(Part part, Task<HashSet<Digest>?> finding)
    {
        await _turns.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var known = await finding.ConfigureAwait(false);
            if (known is null)
            {
                part = part with { MountFrom = null };
            }
            else if (known.Contains(part.Blob.Digest) || (part.MountFrom is null && await HasAsync(part).ConfigureAwait(false)))
            {
                // To mount is to ask, too.
                return;
            }

            using var hold = part.IsShared
                ? await locks.TakeAsync($"{name.Repository}\n{part.Blob.Digest}", $"another build that pushes {part.What}", _stop.Token).ConfigureAwait(false)
                : null;
            if (known is null || hold is not { HasWaited: true } || !await HasAsync(part).ConfigureAwait(false))
            {
                var isSent = await UploadAsync(part).ConfigureAwait(false);
                progress.Report(new(MessageLevel.Normal, $"{(isSent ? "Pushed" : "Mounted")} {part.Blob.Digest} of {part.What} ({Display.Size(part.Blob.Size)})"));
            }
        }
        catch
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _turns.Release();
        }
    }

    private Task<bool> HasAsync(Part part) => registry.HasBlobAsync(name, part.Blob.Digest, _stop.Token);

    private async Task<bool> UploadAsync(Part part)
    {
        var (blob, open) = (part.Blob, part.OpenAsync);
        _sent.Expect(blob.Size);
        try
        {
            var isSent = await registry.UploadAsync(name, blob, part.MountFrom, open, _sent.Add, _stop.Token).ConfigureAwait(false);
            _sent.Expect(isSent ? 0 : -blob.Size);
            return isSent;
        }
        catch (RegistryException exception) when (exception.Status == HttpStatusCode.BadRequest && blobs.DeleteDamaged(blob.Digest.Hex))
        {
            // The registry found out first that the cached content was damaged. It is made or downloaded again.
            return await registry.UploadAsync(name, blob, from: null, open, _sent.Add, _stop.Token).ConfigureAwait(false);
        }
    }

    // A part of the image. What is shared may be sent by another build, too; what can be mounted is in another repository of the registry.
    private sealed record Part(string What, Descriptor Blob, string? MountFrom, bool IsShared, Func<CancellationToken, Task<Stream>> OpenAsync);
}
