using LambdaImage.Caching;
using LambdaImage.Engines;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Sources;

namespace LambdaImage.Destinations;

/// <summary>
/// Which layers of an image the engine has already, as parts of other images of ours. Projects that are built at the same
/// time often have layers in common: one of them sends those, and the others wait for it.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="locks">The locks by which builds wait for each other.</param>
/// <param name="bases">The layers of images in a containerd store; <see langword="null"/> for another store.</param>
internal sealed class SharedLayers(IEngine engine, ProcessLocks locks, BaseLayers? bases)
{
    // An engine can hold hundreds of our images, and each is one request; the newest are the likeliest.
    private const int MostInspected = 32;

    /// <summary>The right to send what the engine lacks.</summary>
    /// <param name="Held">How many of the image's layers the engine has, from the lowest on.</param>
    /// <param name="Lock">The lock by which others wait; <see langword="null"/> when nothing is sent that they may share.</param>
    internal sealed record Turn(int Held, ProcessLock? Lock) : IDisposable
    {
        public void Dispose() => Lock?.Dispose();
    }

    /// <summary>Finds out what the engine has; waits if another build sends the same layers.</summary>
    /// <param name="image">The image.</param>
    /// <param name="baseLayers">The layers of the base, as the store knows them.</param>
    /// <param name="named">The images that have the image's names now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The turn, over when it is disposed of.</returns>
    public async Task<Turn> TakeTurnAsync(
        PlannedImage image,
        IReadOnlyList<Digest> baseLayers,
        IReadOnlyList<StoredImage> named,
        CancellationToken cancellationToken)
    {
        var shared = image.Plan.Layers.TakeWhile(layer => layer.Spec.IsShared).Count();
        var held = await CountHeldAsync(image, baseLayers, named, shared, cancellationToken).ConfigureAwait(false);
        if (held >= shared)
        {
            return new(held, Lock: null);
        }

        var sources = image.Plan.Layers.Take(shared).Select(layer => layer.Spec.Source.ToString());
#pragma warning disable CA2000 // Dispose before losing scope: the turn that is returned holds it.
        var hold = await locks.TakeAsync(
            string.Join('\n', [engine.Endpoint, image.BaseImage.Id, .. sources]),
            "another build that sends the same layers",
            cancellationToken).ConfigureAwait(false);
#pragma warning restore CA2000
        try
        {
            // Who did not have to wait would find the same again.
            return new(hold.HasWaited ? await CountHeldAsync(image, baseLayers, named, shared, cancellationToken).ConfigureAwait(false) : held, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private async Task<int> CountHeldAsync(
        PlannedImage image,
        IReadOnlyList<Digest> baseLayers,
        IReadOnlyList<StoredImage> named,
        int shared,
        CancellationToken cancellationToken)
    {
        // A layer is found by the layers that it lies on, so what lies above one that is not known yet can't be.
        var digests = image.Plan.Layers.Select(layer => image.Blobs.Find(layer)?.Blob.Digest).TakeWhile(digest => digest is not null).OfType<Digest>();
        Digest[] chain = [.. baseLayers, .. digests];
        if (chain.Length == baseLayers.Count)
        {
            return 0;
        }

        // The image of the last build has them most often, and then no other is asked for.
        var goal = baseLayers.Count + shared;
        var held = await LongestAsync(image, chain, goal, named, cancellationToken).ConfigureAwait(false);
        if (held < goal)
        {
            var all = await engine.ListImagesAsync(ImageLabels.Fingerprint, cancellationToken).ConfigureAwait(false);
            var others = all.ExceptBy(named.Select(other => other.Id), other => other.Id).Take(MostInspected);
            held = Math.Max(held, await LongestAsync(image, chain, goal, others, cancellationToken).ConfigureAwait(false));
        }

        return Math.Max(0, held - baseLayers.Count);
    }

    // How many layers of a chain the image has that has most of them; looks no further than the goal.
    private async Task<int> LongestAsync(PlannedImage image, Digest[] chain, int goal, IEnumerable<StoredImage> images, CancellationToken cancellationToken)
    {
        var longest = 0;
        foreach (var candidate in images)
        {
            var layers = await LayersOfAsync(candidate, image, cancellationToken).ConfigureAwait(false);
            longest = Math.Max(longest, layers.Zip(chain).TakeWhile(pair => pair.First == pair.Second).Count());
            if (longest >= goal)
            {
                break;
            }
        }

        return longest;
    }

    // A containerd store has a layer if it has the blob that the manifest names. An inspection tells the digests of unpacked layers, which
    // are the same where the blob is a compressed one; so only what an earlier build knows of the image's manifest counts.
    private async Task<IEnumerable<Digest>> LayersOfAsync(StoredImage candidate, PlannedImage image, CancellationToken cancellationToken)
    {
        if (bases is null)
        {
            return (await engine.FindImageAsync(candidate.Id, cancellationToken).ConfigureAwait(false))?.Layers ?? [];
        }

        // An engine tells no labels of an image whose content is not complete.
        return candidate.Labels.ContainsKey(ImageLabels.Fingerprint)
            ? bases.FindCached(candidate.Id, image.BaseImage)?.Select(layer => layer.Digest) ?? []
            : [];
    }
}
