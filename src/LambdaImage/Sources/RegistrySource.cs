using System.Collections.Concurrent;
using System.Globalization;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Registries;
using LambdaImage.Specification;

namespace LambdaImage.Sources;

/// <summary>
/// Bases of registries, without an engine. What has a digest is cached by it, and so is which digest a name had; so a build whose base is known
/// asks no registry, unless the pull policy wants it.
/// </summary>
/// <param name="registry">The registries.</param>
/// <param name="blobs">What was downloaded.</param>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="progress">Is told of downloads.</param>
internal sealed class RegistrySource(RegistryClient registry, BlobCache blobs, string cacheFolder, IProgress<BuildMessage> progress)
{
    private readonly SharedCache _digests = new(Path.Combine(cacheFolder, "names"));

    private BlobCache Cache => blobs;

    /// <summary>Gets a base as the pull policy wants it: its manifest and config, and no layer.</summary>
    /// <param name="spec">What is made.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    /// <returns>The base.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1003, 1004, 1007 to 1011, 1014, 1021 or 1022.</exception>
    public async Task<BaseImage> GetAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        LambdaImageException? first = null;
        foreach (var name in (IEnumerable<ImageReference>)[spec.BaseImage, .. spec.BaseImageMirrors])
        {
            try
            {
                return await GetAsync(spec, name, cancellationToken).ConfigureAwait(false);
            }
            catch (LambdaImageException failure) when (spec.BaseImageMirrors.Count > 0 && IsOfRegistry(failure))
            {
                progress.Report(new(MessageLevel.Normal, failure.Message));
                first ??= failure;
            }
        }

        throw first!;
    }

    private static bool IsOfRegistry(LambdaImageException failure) => failure.Descriptor == DiagnosticCodes.BaseImageNotFound || failure.InnerException is RegistryException;

    private async Task<BaseImage> GetAsync(ImageSpec spec, ImageReference name, CancellationToken cancellationToken)
    {
        try
        {
            var reader = new BaseManifest(spec, name.ToString());
            var digest = await FindDigestAsync(spec, name, cancellationToken).ConfigureAwait(false);
            var document = await GetDocumentAsync(name.WithDigest(digest), cancellationToken).ConfigureAwait(false);
            if (MediaTypes.IsIndex(document.MediaType))
            {
                document = await GetDocumentAsync(name.WithDigest(reader.Choose(document).Digest), cancellationToken).ConfigureAwait(false);
            }

            var manifest = reader.Read(document);
            var content = new Blobs(this, name);
            var config = reader.ReadConfig(manifest, await content.ReadAsync(manifest.Config, cancellationToken).ConfigureAwait(false));
            return new(name, config, manifest.Layers, digest, content);
        }
        catch (RegistryException exception)
        {
            throw RequestFailure.OfPull(name, exception);
        }
    }

    private async Task<Digest> FindDigestAsync(ImageSpec spec, ImageReference name, CancellationToken cancellationToken)
    {
        if ((name.Digest ?? spec.BaseImageDigest) is { } given)
        {
            return given;
        }

        var key = CodeIdentity.Key(CodeIdentity.Value, "name", name.FullName);
        var known = spec.ForceBuild && spec.PullPolicy != PullPolicy.Never ? null : Digest.ParseOrNull(_digests.Read(key));
        if (spec.PullPolicy == PullPolicy.Never)
        {
            return known ?? throw new LambdaImageException(
                DiagnosticCodes.BaseImageNotFound,
                $"The base image {name} is not in the cache of this machine, and LambdaImagePullPolicy is Never. Set LambdaImagePullPolicy to Missing.");
        }

        if (spec.PullPolicy == PullPolicy.Missing && known is not null)
        {
            return known;
        }

        try
        {
            var digest = await registry.FindDigestAsync(name, isPush: false, cancellationToken).ConfigureAwait(false) ?? throw new LambdaImageException(
                DiagnosticCodes.BaseImageNotFound,
                $"The base image {name} is not in its registry. {RequestFailure.NotFoundAdvice(name)}");
            if (digest != known)
            {
                progress.Report(new(MessageLevel.High, $"Using base image {name}, which is {digest}"));
                _digests.Write(key, digest.ToString());
            }

            return digest;
        }
        catch (RegistryException exception) when (spec.PullPolicy == PullPolicy.IfNewer && known is not null)
        {
            progress.Report(BuildMessage.Warning(
                DiagnosticCodes.RegistryNotAsked,
                $"The registry could not be asked which image {name} is now: {Display.Clause(exception.Message)}. The one of the last build is used. " +
                "Set LambdaImagePullPolicy to Always to fail in such a case, or to Missing.",
                new("LambdaImagePullPolicy")));
            return known;
        }
    }

    // An index or a manifest; its name has a digest.
    private async Task<OciDocument> GetDocumentAsync(ImageReference name, CancellationToken cancellationToken)
    {
        var hex = name.Digest!.Hex;
        if (_digests.Read(hex) is { } cached && cached.Split('\n', 2) is [var type, var text] && new OciDocument(type, System.Text.Encoding.UTF8.GetBytes(text)) is var known && known.Digest == name.Digest)
        {
            return known;
        }

        var document = await registry.GetManifestAsync(name, isPush: false, cancellationToken).ConfigureAwait(false);
        _digests.Write(hex, $"{document.MediaType}\n{System.Text.Encoding.UTF8.GetString(document.Content)}");
        return document;
    }

    private async Task<string> FetchAsync(ImageReference name, Descriptor blob, CancellationToken cancellationToken)
    {
        if (blobs.Find(blob.Digest.Hex, blob.Size) is { } cached)
        {
            return cached;
        }

        progress.Report(new(MessageLevel.Normal, string.Create(CultureInfo.InvariantCulture, $"Downloading {blob.Digest} of {name} ({Display.Size(blob.Size)})")));
        return await blobs.AddAsync(
            async (output, token) =>
            {
                await registry.DownloadAsync(name, blob, output, token).ConfigureAwait(false);
                return blob.Digest.Hex;
            },
            cancellationToken).ConfigureAwait(false);
    }

    // The content of one repository. What several want at once is downloaded once.
    private sealed class Blobs(RegistrySource source, ImageReference name) : IBlobSource
    {
        private readonly ConcurrentDictionary<Digest, Lazy<Task<string>>> _downloads = new();

        public async Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken)
        {
            var download = _downloads.GetOrAdd(blob.Digest, _ => new(() => source.FetchAsync(name, blob, cancellationToken)));
            try
            {
                return source.Cache.Open(await download.Value.ConfigureAwait(false));
            }
            catch (RegistryException exception)
            {
                throw RequestFailure.OfPull(name, exception);
            }
            finally
            {
                // Who opens it later looks again: it may have failed, or been deleted as damaged.
                _downloads.TryRemove(new(blob.Digest, download));
            }
        }

        public async Task<byte[]> ReadAsync(Descriptor blob, CancellationToken cancellationToken)
        {
            if (blob.Size > OciDocument.LargestSize)
            {
                throw new RegistryException($"the config {blob.Digest} of {name} would have {Display.Size(blob.Size)}") { IsWrongContent = true };
            }

            var content = await ReadOnceAsync(blob, cancellationToken).ConfigureAwait(false);
            if (Digest.Of(content) != blob.Digest && source.Cache.DeleteDamaged(blob.Digest.Hex))
            {
                // What is downloaded was checked.
                content = await ReadOnceAsync(blob, cancellationToken).ConfigureAwait(false);
            }

            return Digest.Of(content) == blob.Digest ? content : throw new RegistryException($"the config {blob.Digest} of {name} has another digest") { IsWrongContent = true };
        }

        private async Task<byte[]> ReadOnceAsync(Descriptor blob, CancellationToken cancellationToken)
        {
            var stream = await OpenAsync(blob, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var content = new byte[blob.Size];
                await stream.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
                return content;
            }
        }
    }
}
