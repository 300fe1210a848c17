using System.Globalization;
using System.IO.Pipelines;
using LambdaImage.Caching;
using LambdaImage.Destinations.Exports;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Sources;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>
/// The layers of a plan as they are stored: compressed, or their tars. What a layer becomes is remembered like the digest of its tar; so a
/// layer that did not change is neither read nor compressed again, unless somebody wants its content and that is no longer cached.
/// </summary>
/// <param name="digests">The digests of the tars.</param>
/// <param name="cache">What earlier builds learned.</param>
/// <param name="blobs">The content that earlier builds made.</param>
/// <param name="locks">The locks by which builds wait for each other.</param>
/// <param name="isCompressed">Whether layers are compressed with gzip.</param>
/// <param name="report">Is shown the files that are read.</param>
/// <param name="progress">Is told what is done.</param>
internal sealed class LayerBlobs(LayerDigests digests, DigestCache cache, BlobCache blobs, ProcessLocks locks, bool isCompressed, ContentReport report, IProgress<BuildMessage> progress) : IDisposable
{
    // Compressing a layer takes all processors, and what is learned is learned by one at a time.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<LayerContents, LayerBlob> _made = new(ReferenceEqualityComparer.Instance);

    /// <summary>Is shown the files that are read.</summary>
    public ContentReport Report => report;

    /// <summary>Whether layers are compressed.</summary>
    public bool IsCompressed => isCompressed;

    /// <summary>What a layer becomes, as far as that is known without reading it.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The layer as it is stored, or <see langword="null"/>.</returns>
    public LayerBlob? Find(LayerContents layer)
    {
        if (_made.TryGetValue(layer, out var made) || digests.Find(layer) is not { } diffId)
        {
            return made;
        }

        var size = TarWriter.SizeOf(layer.FromRoot());
        return isCompressed ? FindCompressed(diffId, layer.Spec.IsShared) : LayerBlob.Plain(diffId, size);
    }

    /// <summary>What a layer becomes; if that is not known, the layer is read; what is compressed is cached.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer as it is stored.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014, 3002 or 3010.</exception>
    public async Task<LayerBlob> GetAsync(LayerContents layer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Find(layer) ?? await (isCompressed ? MakeOnceAsync(layer, cancellationToken) : ReadAsync(layer, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What layers become. Several whose tars alone are wanted are read at once.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layers as they are stored, in their order.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014, 3002 or 3010.</exception>
    public async Task<IReadOnlyList<LayerBlob>> GetAsync(IReadOnlyList<LayerContents> layers, CancellationToken cancellationToken)
    {
        if (!isCompressed)
        {
            await digests.ReadAsync(layers, cancellationToken).ConfigureAwait(false);
        }

        var blobs = new List<LayerBlob>();
        foreach (var layer in layers)
        {
            blobs.Add(await GetAsync(layer, cancellationToken).ConfigureAwait(false));
        }

        return blobs;
    }

    /// <summary>Makes sure that the content of a layer is cached.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The content's file. Who reads it checks it.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014, 3002 or 3010.</exception>
    public async Task<string> FetchAsync(LayerContents layer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Cached(Find(layer)) ?? Cached(await MakeAsync(layer, cancellationToken).ConfigureAwait(false)) ?? throw Gone(Display.Quote(layer.Spec.Title));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A base as it goes where the layers go.</summary>
    /// <param name="image">The base.</param>
    /// <param name="cancellationToken">Stops the compressing.</param>
    /// <returns>The base, its layers compressed if these are.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3010, or a layer can't be read.</exception>
    public Task<BaseImage> StoreAsync(BaseImage image, CancellationToken cancellationToken) =>
        isCompressed ? CompressedBase.MakeAsync(image, this, cancellationToken) : Task.FromResult(image);

    /// <summary>Compresses a layer of a base that is stored as a tar; if that was done before, the base's content is not read.</summary>
    /// <param name="tar">The layer.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="isNeeded">Whether its content has to be cached.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The compressed layer.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3010, or the layer can't be read.</exception>
    public async Task<Descriptor> CompressAsync(Descriptor tar, Func<CancellationToken, Task<Stream>> open, bool isNeeded, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (FindCompressed(tar.Digest, isShared: true) is { } known && (!isNeeded || Cached(known) is not null))
            {
                return known.Blob;
            }

            LayerBlob? made = null;
            await blobs.AddAsync(
                async (output, token) =>
                {
                    var content = await open(token).ConfigureAwait(false);
                    await using (content.ConfigureAwait(false))
                    {
                        made = await CompressAsync(tar, content, output, token).ConfigureAwait(false);
                        return made.Blob.Digest.Hex;
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return made!.Blob;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Opens what was compressed.</summary>
    /// <param name="blob">What was compressed.</param>
    /// <returns>Its content.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3010: it is not cached any more.</exception>
    public Stream Open(Descriptor blob) => blobs.Open(blobs.Find(blob.Digest.Hex, blob.Size) ?? throw Gone($"{blob.Digest}"));

    /// <summary>Writes a layer as it is stored, as a file of an archive.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="path">The file's name.</param>
    /// <param name="tar">The archive.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The task of writing.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014, 3002 or 3010.</exception>
    public async Task CopyAsync(LayerContents layer, string path, TarWriter tar, CancellationToken cancellationToken)
    {
        if (!isCompressed)
        {
            await digests.WriteAsync(layer, path, tar, cancellationToken).ConfigureAwait(false);
            return;
        }

        var file = await FetchAsync(layer, cancellationToken).ConfigureAwait(false);
        var content = blobs.Open(file);
        await using (content.ConfigureAwait(false))
        {
            var blob = Find(layer)!.Blob;
            if (await tar.WriteFileAsync(path, blob.Size, content, cancellationToken).ConfigureAwait(false) != blob.Digest)
            {
                blobs.DeleteDamaged(blob.Digest.Hex);
                throw new LambdaImageException(
                    DiagnosticCodes.BlobCacheNotWritable,
                    $"The content of {Display.Quote(layer.Spec.Title)} was damaged in the cache ({Display.Quote(file)}). It is deleted; build again.");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // Images for two architectures, and functions of a solution, have layers in common: one build compresses them, and the others learn what they become.
    private async Task<LayerBlob> MakeOnceAsync(LayerContents layer, CancellationToken cancellationToken)
    {
        using var hold = layer.Spec.IsShared
            ? await locks.TakeAsync($"gzip\n{layer.Spec.Source}", $"another build that compresses {layer.Spec.Title}", cancellationToken).ConfigureAwait(false)
            : null;
        return (hold is { HasWaited: true } ? Find(layer) : null) ?? await MakeAsync(layer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<LayerBlob> MakeAsync(LayerContents layer, CancellationToken cancellationToken)
    {
        progress.Report(new(
            MessageLevel.Low,
            string.Create(CultureInfo.InvariantCulture, $"{(isCompressed ? "Compressing" : "Reading")} {layer.Spec.Title} ({Display.Size(TarWriter.SizeOf(layer.FromRoot()))})")));
        LayerBlob? made = null;
        await blobs.AddAsync(
            async (output, token) =>
            {
                made = isCompressed
                    ? await CompressAsync(layer, output, token).ConfigureAwait(false)
                    : await WriteAsync(layer, output, token).ConfigureAwait(false);
                return made.Blob.Digest.Hex;
            },
            cancellationToken).ConfigureAwait(false);
        return _made[layer] = made!;
    }

    private async Task<LayerBlob> ReadAsync(LayerContents layer, CancellationToken cancellationToken) =>
        LayerBlob.Plain((await digests.ReadAsync([layer], cancellationToken).ConfigureAwait(false))[0], TarWriter.SizeOf(layer.FromRoot()));

    private async Task<LayerBlob> CompressAsync(LayerContents layer, Stream output, CancellationToken cancellationToken)
    {
        var gzip = new GzipWriter(output);
        await using (gzip.ConfigureAwait(false))
        {
            var diffId = await digests.WriteAsync(layer, gzip, report.Of(() => layer), cancellationToken).ConfigureAwait(false);
            return Remember(diffId, gzip, layer.Spec.IsShared);
        }
    }

    private async Task<LayerBlob> CompressAsync(Descriptor tar, Stream content, Stream output, CancellationToken cancellationToken)
    {
        var gzip = new GzipWriter(output);
        await using (gzip.ConfigureAwait(false))
        {
            using var plain = new DigestingWriter(gzip);
            plain.Begin();
            await content.CopyToAsync(plain, cancellationToken).ConfigureAwait(false);
            if (plain.End() is var digest && digest != tar.Digest)
            {
                // The config names the tar, and what it becomes is remembered for all projects.
                throw new LambdaImageException(
                    DiagnosticCodes.UnsupportedBase,
                    $"The base image can't be used: its layer {tar.Digest} is damaged, it has the digest {digest}. " +
                    "Get the base again, and delete the folder 'blobs' of the cache if it comes from a registry.");
            }

            await gzip.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return Remember(tar.Digest, gzip, isShared: true);
        }
    }

    private async Task<LayerBlob> WriteAsync(LayerContents layer, Stream output, CancellationToken cancellationToken)
    {
        var pipe = PipeWriter.Create(output, new(leaveOpen: true));
        var diffId = await digests.WriteAsync(layer, pipe, report.Of(() => layer), cancellationToken).ConfigureAwait(false);
        return LayerBlob.Plain(diffId, TarWriter.SizeOf(layer.FromRoot()));
    }

    private LayerBlob? FindCompressed(Digest diffId, bool isShared)
    {
        var (digestKey, sizeKey) = KeysOf(diffId);
        return cache.Find(digestKey, isShared) is { } hex && cache.Find(sizeKey, isShared) is { } length &&
            long.TryParse(length, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
                ? new(diffId, new(MediaTypes.GzipLayer, Digest.OfSha256(hex), size))
                : null;
    }

    private LayerBlob Remember(Digest diffId, GzipWriter gzip, bool isShared)
    {
        var (digestKey, sizeKey) = KeysOf(diffId);
        cache.Add(digestKey, gzip.Digest.Hex, isShared);
        cache.Add(sizeKey, gzip.Length.ToString("x64", CultureInfo.InvariantCulture), isShared);
        return new(diffId, new(MediaTypes.GzipLayer, gzip.Digest, gzip.Length));
    }

    private string? Cached(LayerBlob? layer) => layer is null ? null : blobs.Find(layer.Blob.Digest.Hex, layer.Blob.Size);

    private static LambdaImageException Gone(string what) => new(
        DiagnosticCodes.BlobCacheNotWritable,
        $"The content of {what} was stored and is gone. Something else deletes files of the cache; build again.");

    // What a tar becomes depends on its bytes and on how they are compressed.
    private static (string Digest, string Size) KeysOf(Digest diffId) =>
        (CodeIdentity.Key(GzipWriter.Version, "gzip", diffId.Hex), CodeIdentity.Key(GzipWriter.Version, "gzip size", diffId.Hex));
}
