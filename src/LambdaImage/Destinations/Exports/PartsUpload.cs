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
/// <param name="name">Where they go.</param>
/// <param name="progress">Is told what is sent.</param>
/// <param name="clock">Tells when to tell how far it is.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class PartsUpload(RegistryClient registry, BlobCache blobs, ImageReference name, IProgress<BuildMessage> progress, TimeProvider clock, CancellationToken cancellationToken)
    : IDisposable
{
    private const int AtOnce = 4;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly List<Task> _sending = [];
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
                Start($"{exported.Base.Name}", layer, source, token => exported.Base.Blobs.OpenAsync(layer, token), finding);
            }

            foreach (var layer in exported.Plan.Layers)
            {
                var part = await exported.Layers.GetAsync(layer, _stop.Token).ConfigureAwait(false);
                Start(layer.Spec.Name, part.Blob, from: null, async token => blobs.Open(await exported.Layers.FetchAsync(layer, token).ConfigureAwait(false)), finding);
            }

            var image = await exported.ComposeAsync(_stop.Token).ConfigureAwait(false);
            Start("the config", image.Config.Descriptor, from: null, _ => Task.FromResult<Stream>(new MemoryStream(image.Config.Content, writable: false)), finding);
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

    private void Start(string what, Descriptor blob, string? from, Func<CancellationToken, Task<Stream>> open, Task<HashSet<Digest>?> finding) =>
        _sending.Add(Task.Run(() => SendAsync(what, blob, from, open, finding), _stop.Token));

    private async Task SendAsync(string what, Descriptor blob, string? from, Func<CancellationToken, Task<Stream>> open, Task<HashSet<Digest>?> finding)
    {
        await _turns.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var known = await finding.ConfigureAwait(false);
            var mountFrom = known is null ? null : from;
            if (known is not null && (known.Contains(blob.Digest) || (mountFrom is null && await registry.HasBlobAsync(name, blob.Digest, _stop.Token).ConfigureAwait(false))))
            {
                // To mount is to ask, too.
                return;
            }

            var isSent = await UploadAsync(blob, mountFrom, open).ConfigureAwait(false);
            progress.Report(new(MessageLevel.Normal, $"{(isSent ? "Pushed" : "Mounted")} {blob.Digest} of {what} ({Display.Size(blob.Size)})"));
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

    private async Task<bool> UploadAsync(Descriptor blob, string? mountFrom, Func<CancellationToken, Task<Stream>> open)
    {
        _sent.Expect(blob.Size);
        try
        {
            var isSent = await registry.UploadAsync(name, blob, mountFrom, open, _sent.Add, _stop.Token).ConfigureAwait(false);
            _sent.Expect(isSent ? 0 : -blob.Size);
            return isSent;
        }
        catch (RegistryException exception) when (exception.Status == HttpStatusCode.BadRequest && blobs.DeleteDamaged(blob.Digest.Hex))
        {
            // The registry found out first that the cached content was damaged. It is made or downloaded again.
            return await registry.UploadAsync(name, blob, from: null, open, _sent.Add, _stop.Token).ConfigureAwait(false);
        }
    }
}
