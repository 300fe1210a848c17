using LambdaImage.Caching;
using LambdaImage.Destinations;
using LambdaImage.Destinations.Exports;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Registries;
using LambdaImage.Sources;
using LambdaImage.Sources.Archives;
using LambdaImage.Specification;
using LambdaImage.Tar;

namespace LambdaImage.Pipeline;

/// <summary>Takes the image to the places that no engine is needed for: an archive, and a registry.</summary>
/// <param name="plan">The plan.</param>
/// <param name="digests">The digests of its layers.</param>
/// <param name="registry">The registries.</param>
/// <param name="current">Which images the names are now; asked for while the plan is read.</param>
/// <param name="caches">What earlier builds learned.</param>
/// <param name="locks">The locks by which builds wait for each other.</param>
/// <param name="workFolder">The project's folder under <c>obj/</c>.</param>
/// <param name="progress">Is told what happens.</param>
/// <param name="clock">Tells the day, and when to tell how far a push is.</param>
internal sealed class ImageExport(
    ImagePlan plan,
    LayerDigests digests,
    RegistryClient registry,
    Task<IReadOnlyList<Digest?>> current,
    CacheFolders caches,
    ProcessLocks locks,
    string workFolder,
    IProgress<BuildMessage> progress,
    TimeProvider clock)
{
    private readonly ImageSpec _spec = plan.Spec;
    private readonly SharedCache _factsOfBases = new(Path.Combine(caches.Shared, "facts"));
    private BaseFacts? _facts;
    private bool _isTold;

    /// <summary>Makes the image, and takes it there.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The image.</returns>
    /// <exception cref="LambdaImageException">It can't be made, or does not get there. Nothing is tagged.</exception>
    public async Task<ImageResult> RunAsync(CancellationToken cancellationToken)
    {
        var source = new RegistrySource(registry, caches.Blobs, caches.Shared, progress);
        var baseImage = await (_spec.BaseArchive is { } archived ? new ArchiveSource(archived).GetAsync(_spec, cancellationToken) : source.GetAsync(_spec, cancellationToken)).ConfigureAwait(false);
        var folders = await FindFoldersAsync(baseImage, cancellationToken).ConfigureAwait(false);
        var followed = plan.Follow(folders);
        var emulator = await new EmulatorSource(new RegistryFiles(source), workFolder, progress).FindAsync(plan, baseImage.Config.Container, cancellationToken).ConfigureAwait(false);
        var whole = plan.WithFirst(emulator).Follow(folders);
        var report = new ContentReport(_spec, progress);
        ImageResult? result = null;
        if (_spec.Destinations.Archive is { } archive)
        {
            using var layers = BlobsFor(archive.Format == ArchiveFormat.Oci, report);
            result = await WriteAsync(archive, new(whole, await layers.StoreAsync(baseImage, cancellationToken).ConfigureAwait(false), layers, FingerprintAsync), cancellationToken).ConfigureAwait(false);
        }

        if (_spec.Destinations.Push)
        {
            using var layers = BlobsFor(isForRegistry: true, report);
            var pushed = await PushAsync(new(whole, await layers.StoreAsync(baseImage, cancellationToken).ConfigureAwait(false), layers, FingerprintAsync), cancellationToken).ConfigureAwait(false);
            result = result is null ? pushed : pushed with { ArchivePath = result.ArchivePath, Skipped = pushed.Skipped && result.Skipped };
        }

        caches.Blobs.CleanUp();
        return result!;

        async Task<string> FingerprintAsync(CancellationToken token) =>
            await UpToDateCheck.FingerprintAsync(followed, digests, Image.IdentityOf(baseImage.Config), token).ConfigureAwait(false);
    }

    private LayerBlobs BlobsFor(bool isForRegistry, ContentReport report)
    {
        var isCompressed = _spec.Destinations.Compression == LayerCompression.Gzip || (_spec.Destinations.Compression == LayerCompression.Auto && isForRegistry);
        return new(digests, caches.Digests, caches.Blobs, locks, isCompressed, report, progress);
    }

    private async Task<ImageResult> WriteAsync(ArchiveSpec archive, ExportedImage exported, CancellationToken cancellationToken)
    {
        if (exported.IsKnown && !_spec.ForceBuild)
        {
            var known = await exported.ComposeAsync(cancellationToken).ConfigureAwait(false);
            if (caches.Digests.Find(KeyOf(archive)) is { } state && state == StateOf(archive, exported, known))
            {
                return ResultOf(exported, known, isSkipped: true) with { ArchivePath = archive.Path };
            }
        }

        Tell(exported);
        var image = await new ImageArchive(archive, caches.Blobs, progress).WriteAsync(exported, cancellationToken).ConfigureAwait(false);
        if (StateOf(archive, exported, image) is { } written)
        {
            caches.Digests.Add(KeyOf(archive), written);
        }

        return ResultOf(exported, image, isSkipped: false) with { ArchivePath = archive.Path };
    }

    private async Task<ImageResult> PushAsync(ExportedImage exported, CancellationToken cancellationToken)
    {
        var push = new RegistryPush(registry, caches.Blobs, locks, progress, clock);
        if (exported.IsKnown && !_spec.ForceBuild)
        {
            var known = await exported.ComposeAsync(cancellationToken).ConfigureAwait(false);
            if ((await current.ConfigureAwait(false)).All(digest => digest == exported.ManifestOf(known).Digest))
            {
                return Pushed(exported, known, isSkipped: true);
            }
        }

        Tell(exported);
        return Pushed(exported, await push.RunAsync(exported, cancellationToken).ConfigureAwait(false), isSkipped: false);
    }

    private void Tell(ExportedImage exported)
    {
        if (!_isTold)
        {
            _isTold = true;
            PlanReport.Tell(exported.Plan, progress, clock, _facts);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> FindFoldersAsync(BaseImage baseImage, CancellationToken cancellationToken)
    {
        if (_spec.IsLambdaBase && !_spec.ChosenFolders.Any())
        {
            return new Dictionary<string, string>();
        }

        // Others can have links in the place of folders, and more that only their layers tell. They are read once.
        var id = Image.IdentityOf(baseImage.Config);
        var files = new BaseFiles(baseImage);
        var folders = await new BaseFolders(caches.Shared, progress, trustsCache: !_spec.ForceBuild, _spec.ChosenFolders)
            .FindAsync(id, _spec.Architecture, files.ResolveAsync, cancellationToken).ConfigureAwait(false);
        if (BaseFacts.Parse(_factsOfBases.Read(id)) is not { } facts)
        {
            facts = await files.ReadFactsAsync(cancellationToken).ConfigureAwait(false);
            _factsOfBases.Write(id, facts.ToString());
        }

        _facts = facts;
        return folders;
    }

    private ImageResult Pushed(ExportedImage exported, Image image, bool isSkipped)
    {
        var result = ResultOf(exported, image, isSkipped);
        return result with { Digest = result.ManifestDigest };
    }

    private ImageResult ResultOf(ExportedImage exported, Image image, bool isSkipped)
    {
        var manifest = exported.ManifestOf(image);
        return new(_spec.Names[0], image.Config.Digest.ToString(), _spec.Architecture, image.Fingerprint, _spec.BaseImage, exported.Base.Digest)
        {
            Skipped = isSkipped,
            Manifest = manifest.ToString(),
            ManifestDigest = manifest.Digest,
            ManifestMediaType = manifest.MediaType,
            Config = image.Config.ToString(),
            Layers =
            [
                .. exported.Plan.Layers.Zip(image.Layers, (layer, stored) => (layer.Spec, Stored: stored))
                    .Where(layer => layer.Spec.Kind != LayerKind.Emulator)
                    .Select(layer => new ResultLayer(layer.Spec.Title, layer.Spec.Destination, layer.Stored.DiffId, layer.Stored.Blob)),
            ],
        };
    }

    private static string KeyOf(ArchiveSpec archive) => CodeIdentity.Key(CodeIdentity.Value, "archive", archive.Path, archive.Format.ToString());

    // What is written is known again by its size and time; a folder by those of its index.
    private static string? StateOf(ArchiveSpec archive, ExportedImage exported, Image image)
    {
        var path = archive.IsFolder ? Path.Combine(archive.Path, "index.json") : archive.Path;
        try
        {
            return Disk.FileExists(path) && Disk.FileAt(path) is var file
                ? CodeIdentity.Key(
                    CodeIdentity.Value,
                    "archive state",
                    exported.ManifestOf(image).Digest.ToString(),
                    string.Join(' ', exported.Spec.Names),
                    FormattableString.Invariant($"{file.Length} {file.LastWriteTimeUtc.Ticks}"))
                : null;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // Then it is written, and written again by the next build.
            return null;
        }
    }
}
