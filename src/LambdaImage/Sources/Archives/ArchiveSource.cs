using System.Security.Cryptography;
using System.Text.Json;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Json;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Sources.Archives;

/// <summary>Bases of files: an OCI image layout, as a tar or a folder, or what <c>docker save</c> writes.</summary>
/// <param name="path">The file, or the folder.</param>
internal sealed class ArchiveSource(string path)
{
    private const string Index = "index.json";
    private const string DockerManifest = "manifest.json";

    // An index in an index is what `docker save` of a containerd store writes.
    private const int DeepestIndex = 4;

    /// <summary>Reads the base: all but its layers.</summary>
    /// <param name="spec">What is made.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The base.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1007, 1014, 1022 or 1024.</exception>
    public async Task<BaseImage> GetAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var file = await ImageFile.OpenAsync(path, cancellationToken).ConfigureAwait(false);
            return file.SizeOf(Index) is not null ? await ReadLayoutAsync(spec, file, cancellationToken).ConfigureAwait(false)
                : file.SizeOf(DockerManifest) is not null ? await ReadDockerAsync(spec, file, cancellationToken).ConfigureAwait(false)
                : throw Invalid("it holds neither index.json nor manifest.json, so it is no image");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException or EndOfStreamException or InvalidDataException || Disk.IsFailure(exception))
        {
            throw Invalid(Display.Clause(exception.Message), exception);
        }
    }

    private async Task<BaseImage> ReadLayoutAsync(ImageSpec spec, ImageFile file, CancellationToken cancellationToken)
    {
        var reader = new BaseManifest(spec, spec.BaseImage.ToString());
        var index = ImageIndex.Read(ForeignJson.Parse(await file.ReadAsync(Index, cancellationToken).ConfigureAwait(false)));
        var chosen = ChooseImage(reader, Named(index.Manifests, manifest => manifest.Name, spec), spec);
        var document = await ReadAsync(file, chosen, cancellationToken).ConfigureAwait(false);
        for (var depth = 0; MediaTypes.IsIndex(document.MediaType) && depth < DeepestIndex; depth++)
        {
            document = await ReadAsync(file, reader.Choose(document), cancellationToken).ConfigureAwait(false);
        }

        var manifest = reader.Read(document);
        var config = reader.ReadConfig(manifest, (await ReadAsync(file, manifest.Config, cancellationToken).ConfigureAwait(false)).Content);
        return manifest.Layers.FirstOrDefault(layer => file.SizeOf(ImageFile.NameOf(layer.Digest)) != layer.Size) is { } missing
            ? throw Invalid($"it lacks the layer {missing.Digest}, or has only a part of it")
            : new(spec.BaseImage, config, manifest.Layers, chosen.Digest, new Blobs(this, file, layer => ImageFile.NameOf(layer.Digest)));
    }

    private async Task<OciDocument> ReadAsync(ImageFile file, Descriptor descriptor, CancellationToken cancellationToken)
    {
        var document = new OciDocument(descriptor.MediaType, await file.ReadAsync(ImageFile.NameOf(descriptor.Digest), cancellationToken).ConfigureAwait(false));
        return document.Digest == descriptor.Digest ? document : throw Invalid($"{descriptor.Digest} has another digest in it");
    }

    private async Task<BaseImage> ReadDockerAsync(ImageSpec spec, ImageFile file, CancellationToken cancellationToken)
    {
        var images = ForeignJson.Parse(await file.ReadAsync(DockerManifest, cancellationToken).ConfigureAwait(false));
        var all = images.ValueKind == JsonValueKind.Array ? images.EnumerateArray().ToList() : throw new JsonException("manifest.json is no list of images");
        var image = all[ChooseImage(all, spec)];
        var content = await file.ReadAsync(ForeignJson.Text(image, "Config") ?? throw new JsonException("an image has no config"), cancellationToken).ConfigureAwait(false);
        var files = ForeignJson.Texts(image, "Layers");
        var config = ImageConfig.Read(ForeignJson.Parse(content));
        if (files.Count != config.DiffIds.Count)
        {
            throw Invalid($"it has {Display.Count(files.Count, "layer")}, and its config names {config.DiffIds.Count}");
        }

        var layers = new List<Descriptor>();
        for (var i = 0; i < files.Count; i++)
        {
            layers.Add(await DescribeAsync(file, files[i], config.DiffIds[i], cancellationToken).ConfigureAwait(false));
        }

        var manifest = new Manifest(new OciDocument(MediaTypes.DockerConfig, content).Descriptor, layers);
        var places = layers.Zip(files).DistinctBy(pair => pair.First.Digest).ToDictionary(pair => pair.First.Digest, pair => pair.Second);
        return new(
            spec.BaseImage,
            new BaseManifest(spec, spec.BaseImage.ToString()).ReadConfig(manifest, content),
            layers,
            Digest: null,
            new Blobs(this, file, layer => places[layer.Digest]));
    }

    // Those for other platforms do not count, nor those for none if one is for the right platform.
    private Descriptor ChooseImage(BaseManifest reader, List<Descriptor> images, ImageSpec spec)
    {
        var fitting = images.FindAll(image => image.Platform is { } platform && spec.Architecture.Platform.Accepts(platform));
        if (fitting.Count == 0)
        {
            fitting = images.Count == 1 ? images : images.FindAll(image => image.Platform is null);
        }

        return fitting.DistinctBy(image => image.Digest).Count() switch
        {
            0 => images.Count == 0 ? throw Invalid("it holds no image") : reader.Choose(new ImageIndex(images).ToDocument()),
            1 => fitting[0],
            _ => throw Several(fitting.Select(image => image.Name)),
        };
    }

    private int ChooseImage(List<JsonElement> images, ImageSpec spec)
    {
        var named = new List<(int Image, string Name)>();
        for (var i = 0; i < images.Count; i++)
        {
            named.AddRange(ForeignJson.Texts(images[i], "RepoTags").DefaultIfEmpty(string.Empty).Select(name => (i, name)));
        }

        var fitting = Named(named, one => one.Name, spec);
        return fitting.Select(one => one.Image).Distinct().Count() switch
        {
            0 => throw Invalid("it holds no image"),
            1 => fitting[0].Image,
            _ => throw Several(fitting.Select(one => one.Name)),
        };
    }

    // A tar is named by its own digest; of a compressed one nothing tells the digest but its bytes.
    private static async Task<Descriptor> DescribeAsync(ImageFile file, string name, Digest diffId, CancellationToken cancellationToken)
    {
        var size = file.SizeOf(name) ?? throw new FileNotFoundException($"there is no {name} in it");
        var content = file.Open(name);
        await using (content.ConfigureAwait(false))
        {
            var head = new byte[2];
            var isGzip = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == head.Length && head is [0x1f, 0x8b];
            if (!isGzip)
            {
                return new(MediaTypes.Layer, diffId, size);
            }

            content.Position = 0;
            return new(MediaTypes.GzipLayer, Digest.OfSha256(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false))), size);
        }
    }

    // What has the base's name; all, if nothing has it.
    private static List<T> Named<T>(IEnumerable<T> images, Func<T, string?> nameOf, ImageSpec spec)
    {
        var all = images.ToList();
        var named = all.FindAll(image => nameOf(image) is { } name && ImageReference.ParseOrNull(name)?.StoredName == spec.BaseImage.StoredName);
        return named.Count > 0 ? named : all;
    }

    private LambdaImageException Several(IEnumerable<string?> names) => Invalid(
        $"it holds several images ({string.Join(", ", names.Select(name => string.IsNullOrEmpty(name) ? "one without a name" : Display.Line(name)))}). Set LambdaBaseImage to the name of one");

    private LambdaImageException Invalid(string why, Exception? innerException = null) => new(
        DiagnosticCodes.InvalidBaseArchive,
        $"The archive {Display.Quote(path)} can't be used as a base image: {why}. Set LambdaBaseImageArchive to what 'docker save' or " +
        "'skopeo copy docker://… oci-archive:…' wrote; a compressed file has to be unpacked first.",
        new("LambdaBaseImageArchive"),
        innerException: innerException);

    private sealed class Blobs(ArchiveSource source, ImageFile file, Func<Descriptor, string> nameOf) : IBlobSource
    {
        public Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken) =>
            Task.FromResult(CodedStream.Open(() => file.Open(nameOf(blob)), exception => source.Invalid(Display.Clause(exception.Message), exception)));
    }
}
