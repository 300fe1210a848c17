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
/// <param name="locks">The locks by which builds wait for each other.</param>
/// <param name="progress">Is told what is sent.</param>
/// <param name="clock">Tells when to tell how far it is.</param>
internal sealed class RegistryPush(RegistryClient registry, BlobCache blobs, ProcessLocks locks, IProgress<BuildMessage> progress, TimeProvider clock)
{
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

    private async Task<Image> SendPartsAsync(
        ExportedImage exported,
        ImageReference name,
        Func<ImageReference, CancellationToken, Task<HashSet<Digest>?>> find,
        CancellationToken cancellationToken)
    {
        using var upload = new PartsUpload(registry, blobs, locks, name, progress, clock, cancellationToken);
        return await upload.RunAsync(exported, token => find(name, token)).ConfigureAwait(false);
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
