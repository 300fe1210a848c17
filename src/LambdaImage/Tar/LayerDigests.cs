using System.IO.Pipelines;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Oci;

namespace LambdaImage.Tar;

/// <summary>The digests of a plan's layers: those that earlier builds learned, and those that this one learns by reading.</summary>
/// <param name="cache">What earlier builds learned.</param>
/// <param name="timestamp">The time of every entry, in seconds since 1970.</param>
/// <param name="clock">Tells when files were read; the system's if not said.</param>
internal sealed class LayerDigests(DigestCache cache, long timestamp, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Dictionary<LayerContents, string> _keys = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LayerContents, Digest> _digests = new(ReferenceEqualityComparer.Instance);

    /// <summary>The digest of a layer's tar, as far as it is known without reading the layer's files.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The digest, or <see langword="null"/>.</returns>
    public Digest? Find(LayerContents layer)
    {
        if (_digests.TryGetValue(layer, out var digest))
        {
            return digest;
        }

        var hex = cache.Find(KeyOf(layer), layer.Spec.IsShared);
        digest = Digest.ParseOrNull("sha256:" + hex);
        if (digest is not null)
        {
            _digests[layer] = digest;
        }

        return digest;
    }

    /// <summary>The digests of layers, those not known by reading the layers' files, several layers at once.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The digests, in the order of the layers.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: a file can't be read, or is no longer as planned.</exception>
    public async Task<IReadOnlyList<Digest>> ReadAsync(IReadOnlyList<LayerContents> layers, CancellationToken cancellationToken)
    {
        var unknown = layers.Where(layer => Find(layer) is null).ToList();
        var readAt = _clock.GetUtcNow();
        var reading = unknown.ConvertAll(layer => Task.Run(() => WriteLayerAsync(layer, receiver: null, inspect: null, cancellationToken), cancellationToken));
        await ((Task)Task.WhenAll(reading)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < unknown.Count; i++)
        {
            // In order, so that of several failures it is always the same that is told.
            Add(unknown[i], await reading[i].ConfigureAwait(false), readAt);
        }

        return [.. layers.Select(layer => _digests[layer])];
    }

    /// <summary>Writes a layer as a nested archive, and learns its digest on the way.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="path">The nested archive's name.</param>
    /// <param name="tar">The archive around it.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The task of writing.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: a file can't be read, or is no longer as planned.</exception>
    public async Task WriteAsync(LayerContents layer, string path, TarWriter tar, CancellationToken cancellationToken)
    {
        var readAt = _clock.GetUtcNow();
        try
        {
            Add(layer, await tar.WriteNestedAsync(path, layer.FromRoot(), cancellationToken).ConfigureAwait(false), readAt);
        }
        catch (LambdaImageException failure) when (layer.Spec.Origin is { } origin)
        {
            throw failure.At(origin);
        }
    }

    /// <summary>Writes a layer, and learns its digest on the way.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="output">Gets the tar, and is completed after it.</param>
    /// <param name="inspect">Is shown the first bytes of every file that is not empty.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The tar's digest.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: a file can't be read, or is no longer as planned.</exception>
    public async Task<Digest> WriteAsync(LayerContents layer, PipeWriter output, TarWriter.Inspection inspect, CancellationToken cancellationToken)
    {
        var readAt = _clock.GetUtcNow();
        var digest = await WriteLayerAsync(layer, output, inspect, cancellationToken).ConfigureAwait(false);
        await output.CompleteAsync().ConfigureAwait(false);
        Add(layer, digest, readAt);
        return digest;
    }

    private void Add(LayerContents layer, Digest digest, DateTimeOffset readAt)
    {
        _digests[layer] = digest;
        if (LayerKey.IsSettled(layer, readAt))
        {
            cache.Add(KeyOf(layer), digest.Hex, layer.Spec.IsShared);
        }
    }

    private string KeyOf(LayerContents layer) =>
        _keys.TryGetValue(layer, out var key) ? key : _keys[layer] = LayerKey.Of(layer, timestamp);

    private async Task<Digest> WriteLayerAsync(LayerContents layer, PipeWriter? receiver, TarWriter.Inspection? inspect, CancellationToken cancellationToken)
    {
        try
        {
            using var output = new DigestingWriter(receiver);
            output.Begin();
            await new TarWriter(output, timestamp, inspect).WriteLayerAsync(layer.FromRoot(), cancellationToken).ConfigureAwait(false);
            return output.End();
        }
        catch (LambdaImageException failure) when (layer.Spec.Origin is { } origin)
        {
            throw failure.At(origin);
        }
    }
}
