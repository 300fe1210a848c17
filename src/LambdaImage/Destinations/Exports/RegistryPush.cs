using System.Diagnostics.CodeAnalysis;
using System.Net;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Registries;

namespace LambdaImage.Destinations.Exports;

/// <summary>
/// Pushes images: parts that the registry lacks, several at a time and while later layers are still compressed, and the manifest when it has
/// all of them. It is the manifest of one image, never an index, which Lambda does not take.
/// </summary>
/// <param name="registry">The registry.</param>
/// <param name="blobs">Where the content of layers is.</param>
/// <param name="progress">Is told what is sent.</param>
internal sealed class RegistryPush(RegistryClient registry, BlobCache blobs, IProgress<BuildMessage> progress)
{
    private const int UploadsAtOnce = 4;

    /// <summary>Asks which image each of some names is now.</summary>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    /// <returns>The digests of their manifests, in the same order; <see langword="null"/> for a name that is not there.</returns>
    /// <exception cref="LambdaImageException">The registry does not say.</exception>
    public async Task<IReadOnlyList<Digest?>> FindCurrentAsync(IReadOnlyList<ImageReference> names, CancellationToken cancellationToken)
    {
        var digests = new List<Digest?>();
        foreach (var name in names)
        {
            digests.Add(await AskAsync(name, () => registry.FindDigestAsync(name, isPush: true, cancellationToken)).ConfigureAwait(false));
        }

        return digests;
    }

    /// <summary>Pushes an image under all its names.</summary>
    /// <param name="exported">What it is made of.</param>
    /// <param name="cancellationToken">Stops it. Names that were not reached yet stay as they are.</param>
    /// <returns>The image.</returns>
    /// <exception cref="LambdaImageException">A layer can't be read, or the registry does not take the image.</exception>
    public async Task<Image> RunAsync(ExportedImage exported, CancellationToken cancellationToken)
    {
        var name = exported.Spec.Names[0];
        return await AskAsync(name, () => PushAsync(exported, name, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<Image> PushAsync(ExportedImage exported, ImageReference name, CancellationToken cancellationToken)
    {
        var image = await SendPartsAsync(exported, name, FindPartsAsync, cancellationToken).ConfigureAwait(false);
        var manifest = exported.ManifestOf(image);
        try
        {
            await registry.PutManifestAsync(name, manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.LacksPart)
        {
            // Registries delete what no manifest names, also just after they have said that they have it.
            progress.Report(new(MessageLevel.Normal, $"Sending everything, because {Display.Sentence(exception.Message)}"));
            await SendPartsAsync(exported, name, (_, _) => Task.FromResult<HashSet<Digest>?>(null), cancellationToken).ConfigureAwait(false);
            await registry.PutManifestAsync(name, manifest, cancellationToken).ConfigureAwait(false);
        }

        foreach (var other in exported.Spec.Names.Skip(1))
        {
            await registry.PutManifestAsync(other, manifest, cancellationToken).ConfigureAwait(false);
        }

        return image;
    }

    // What the image is made of that has the name now: most of it is the same most often, and one request tells.
    private async Task<HashSet<Digest>?> FindPartsAsync(ImageReference name, CancellationToken cancellationToken)
    {
        try
        {
            var document = await registry.GetManifestAsync(name, isPush: true, cancellationToken).ConfigureAwait(false);
            return [.. Manifest.ReadOrNull(document)?.Layers.Select(layer => layer.Digest) ?? []];
        }
        catch (RegistryException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    [SuppressMessage("Reliability", "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed", Justification = "All are waited for.")]
    private async Task<Image> SendPartsAsync(
        ExportedImage exported,
        ImageReference name,
        Func<ImageReference, CancellationToken, Task<HashSet<Digest>?>> find,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var turns = new SemaphoreSlim(UploadsAtOnce);
        var finding = Task.Run(() => find(name, stop.Token), stop.Token);
        var sending = new List<Task> { finding };
        try
        {
            var source = exported.Base.Name.Registry == name.Registry && exported.Base.Name.Path != name.Path ? exported.Base.Name.Path : null;
            foreach (var layer in exported.Base.Layers)
            {
                Send($"{exported.Base.Name}", layer, source, token => exported.Base.Blobs.OpenAsync(layer, token));
            }

            foreach (var layer in exported.Plan.Layers)
            {
                var part = await exported.Layers.GetAsync(layer, stop.Token).ConfigureAwait(false);
                Send(layer.Spec.Name, part.Blob, from: null, async token => blobs.Open(await exported.Layers.FetchAsync(layer, token).ConfigureAwait(false)));
            }

            var image = await exported.ComposeAsync(stop.Token).ConfigureAwait(false);
            Send("the config", image.Config.Descriptor, from: null, _ => Task.FromResult<Stream>(new MemoryStream(image.Config.Content, writable: false)));
            await Task.WhenAll(sending).ConfigureAwait(false);
            return image;
        }
        catch
        {
            // A failure while uploads go on ends them; they end as cancelled. Which one failed shows when all have ended.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(sending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (sending.Find(task => task.IsFaulted) ?? Task.CompletedTask).ConfigureAwait(false);
            throw;
        }

        void Send(string what, Descriptor blob, string? from, Func<CancellationToken, Task<Stream>> open) =>
            sending.Add(Task.Run(() => SendAsync(name, what, blob, from, finding, open, turns, stop), stop.Token));
    }

    private async Task SendAsync(
        ImageReference name,
        string what,
        Descriptor blob,
        string? from,
        Task<HashSet<Digest>?> finding,
        Func<CancellationToken, Task<Stream>> open,
        SemaphoreSlim turns,
        CancellationTokenSource stop)
    {
        await turns.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            // To mount is to ask, too. If nothing is known, the registry does not keep its word, and everything is sent.
            var known = await finding.ConfigureAwait(false);
            if (known is not null && (known.Contains(blob.Digest) || (from is null && await registry.HasBlobAsync(name, blob.Digest, stop.Token).ConfigureAwait(false))))
            {
                return;
            }

            var isSent = await UploadAsync(known is null ? null : from).ConfigureAwait(false);
            progress.Report(new(MessageLevel.Normal, $"{(isSent ? "Pushed" : "Mounted")} {blob.Digest} of {what} ({Display.Size(blob.Size)})"));
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            turns.Release();
        }

        async Task<bool> UploadAsync(string? mountFrom)
        {
            try
            {
                return await registry.UploadAsync(name, blob, mountFrom, open, stop.Token).ConfigureAwait(false);
            }
            catch (RegistryException exception) when (exception.Status == HttpStatusCode.BadRequest && blobs.DeleteDamaged(blob.Digest.Hex))
            {
                // The registry found out first that the cached content was damaged. It is made or downloaded again.
                return await registry.UploadAsync(name, blob, from: null, open, stop.Token).ConfigureAwait(false);
            }
        }
    }

    private static async Task<T> AskAsync<T>(ImageReference name, Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (RegistryException exception)
        {
            throw RequestFailure.OfPush(name, exception);
        }
    }
}
