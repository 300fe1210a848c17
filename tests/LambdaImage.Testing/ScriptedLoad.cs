using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace LambdaImage.Testing;

/// <summary>
/// Takes in what <c>POST /images/load</c> sends, as Docker and Podman do: it looks for each layer in its own store or in the archive, compares
/// digests, and refuses in its own words.
/// </summary>
/// <param name="files">The archive's files, by name.</param>
/// <param name="present">The images that are there.</param>
/// <param name="unpacked">The images that are or were there, and whose files are still unpacked.</param>
internal sealed class ScriptedLoad(IReadOnlyDictionary<string, byte[]> files, IReadOnlyList<ScriptedImage> present, IReadOnlyList<ScriptedImage> unpacked)
{
    private const string BlobFolder = "blobs/sha256/";

    /// <summary>Reads the images of the archive.</summary>
    /// <exception cref="ScriptedErrorException">The store does not take them.</exception>
    public IReadOnlyList<ScriptedImage> Read(ScriptedStore store) => store switch
    {
        ScriptedStore.Podman => ReadLayoutByTars(),
        _ when store.IsContainerd() => ReadLayout(),
        _ => ReadDockerArchive(),
    };

    // https://github.com/moby/moby/blob/v28.5.2/image/tarexport/load.go
    private List<ScriptedImage> ReadDockerArchive()
    {
        var images = new List<ScriptedImage>();
        using var manifests = JsonDocument.Parse(FileAt("manifest.json"));
        foreach (var manifest in manifests.RootElement.EnumerateArray())
        {
            var config = FileAt(manifest.GetProperty("Config").GetString()!);
            var image = ReadConfig(ScriptedExport.DigestOf(config), config) with { Tags = Texts(manifest, "RepoTags") };
            var layers = Texts(manifest, "Layers");
            Require(layers.Count == image.Layers.Count, Words($"invalid manifest, layers length mismatch: expected {image.Layers.Count}, got {layers.Count}"));
            for (var i = 0; i < layers.Count; i++)
            {
                // A layer is known by the layers that it lies on, and only a missing one is looked for in the archive.
                var chain = image.Layers.Take(i + 1).ToList();
                if (!present.Any(other => other.Layers.Take(i + 1).SequenceEqual(chain)))
                {
                    var actual = ScriptedExport.DigestOf(FileAt(layers[i]));
                    Require(actual == chain[i], Words($"invalid diffID for layer {i}: expected \"{chain[i]}\", got \"{actual}\""));
                }
            }

            images.Add(image);
        }

        return images;
    }

    // https://github.com/containerd/containerd/blob/v1.7.28/images/archive/importer.go
    private List<ScriptedImage> ReadLayout()
    {
        foreach (var (name, content) in files.Where(file => file.Key.StartsWith(BlobFolder, StringComparison.Ordinal)))
        {
            var expected = "sha256:" + name[BlobFolder.Length..];
            var actual = ScriptedExport.DigestOf(content);
            Require(actual == expected, $"unexpected commit digest {actual}, expected {expected}: failed precondition");
        }

        Require(files.ContainsKey("oci-layout"), "unrecognized image format");
        var images = new List<ScriptedImage>();
        using var index = JsonDocument.Parse(FileAt("index.json"));
        foreach (var descriptor in index.RootElement.GetProperty("manifests").EnumerateArray())
        {
            var image = ReadManifest(descriptor);
            images.Add(image with { Tags = NameIn(descriptor) is { } name ? [name] : [] });
        }

        return images;
    }

    // As Podman 4.3 was seen to do: https://github.com/containers/image/blob/v5.23.1/storage/storage_image.go looks for a layer by the digest of
    // its unpacked tar before it opens the blob.
    private List<ScriptedImage> ReadLayoutByTars()
    {
        var images = new List<ScriptedImage>();
        using var index = JsonDocument.Parse(FileAt("index.json"));
        foreach (var descriptor in index.RootElement.GetProperty("manifests").EnumerateArray())
        {
            using var manifest = JsonDocument.Parse(Blob(descriptor).Content);
            var (id, config) = Blob(manifest.RootElement.GetProperty("config"));
            var image = ReadConfig(id, config) with { Tags = NameIn(descriptor, "org.opencontainers.image.ref.name") is { } name ? [name] : [] };
            var blobs = manifest.RootElement.GetProperty("layers").EnumerateArray().ToList();
            Require(blobs.Select(blob => blob.GetProperty("digest").GetString()!).SequenceEqual(image.Layers), "mismatched image rootfs and manifest layers");
            for (var i = 0; i < blobs.Count; i++)
            {
                var chain = image.Layers.Take(i + 1);
                if (!present.Any(other => other.Layers.Take(i + 1).SequenceEqual(chain)))
                {
                    Require(ScriptedExport.DigestOf(Blob(blobs[i]).Content) == image.Layers[i], "layer does not match config's DiffID");
                }
            }

            images.Add(image);
        }

        return images;
    }

    private static string? NameIn(JsonElement descriptor, string annotation = "io.containerd.image.name") =>
        descriptor.TryGetProperty("annotations", out var annotations) && annotations.TryGetProperty(annotation, out var name)
            ? name.GetString()!.Replace("docker.io/library/", string.Empty, StringComparison.Ordinal).Replace("docker.io/", string.Empty, StringComparison.Ordinal)
            : null;

    private ScriptedImage ReadManifest(JsonElement descriptor)
    {
        var (id, content) = Blob(descriptor);
        using var manifest = JsonDocument.Parse(content);
        var layers = manifest.RootElement.GetProperty("layers").EnumerateArray().ToList();
        var image = ReadConfig(id, Blob(manifest.RootElement.GetProperty("config")).Content) with
        {
            Blobs = [.. layers.Select(layer => layer.GetProperty("digest").GetString()!)],
        };
        Require(layers.Count == image.Layers.Count, "mismatched image rootfs and manifest layers");
        for (var i = 0; i < layers.Count; i++)
        {
            var (blob, diff) = (image.Blobs[i], image.Layers[i]);
            if (files.ContainsKey(BlobFolder + blob["sha256:".Length..]))
            {
                Require(Unpacked(layers[i]) == diff, Words($"wrong diff id calculated on extraction {blob}"));
            }
            else if (!present.Any(other => other.Blobs.Contains(blob)) && unpacked.Any(other => other.Layers.Take(i + 1).SequenceEqual(image.Layers.Take(i + 1))))
            {
                // Files that are unpacked are not unpacked again, so nobody misses the blob.
                image = image with { IsComplete = false };
            }
            else
            {
                Require(present.Any(other => other.Blobs.Contains(blob)), $"content digest {blob}: not found");
                Require(present.Any(other => other.Blobs.Zip(other.Layers).Contains((blob, diff))), $"wrong diff id calculated on extraction {blob}");
            }
        }

        return image;
    }

    private static ScriptedImage ReadConfig(string id, byte[] content)
    {
        using var json = JsonDocument.Parse(content);
        var root = json.RootElement;
        Require(root.GetProperty("os").GetString() == "linux", "cannot load an image of another operating system on linux");
        var config = root.GetProperty("config").Clone();
        return new(id)
        {
            Architecture = root.GetProperty("architecture").GetString()!,
            Labels = config.TryGetProperty("Labels", out var labels) ? labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!) : [],
            Entrypoint = config.TryGetProperty("Entrypoint", out _) ? Texts(config, "Entrypoint") : [],
            Config = config.EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value),
            Layers = Texts(root.GetProperty("rootfs"), "diff_ids"),
        };
    }

    private string Unpacked(JsonElement layer)
    {
        var content = Blob(layer).Content;
        if (!layer.GetProperty("mediaType").GetString()!.EndsWith("+gzip", StringComparison.Ordinal))
        {
            return ScriptedExport.DigestOf(content);
        }

        using var tar = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        tar.CopyTo(bytes);
        return ScriptedExport.DigestOf(bytes.ToArray());
    }

    private (string Digest, byte[] Content) Blob(JsonElement descriptor)
    {
        var digest = descriptor.GetProperty("digest").GetString()!;
        Require(files.TryGetValue(BlobFolder + digest["sha256:".Length..], out var content), $"content digest {digest}: not found");
        var size = descriptor.GetProperty("size").GetInt64();
        Require(content!.Length == size, Words($"unexpected commit size {content.Length}, expected {size}: failed precondition"));
        return (digest, content);
    }

    private byte[] FileAt(string name) => files.TryGetValue(name, out var content)
        ? content
        : throw new ScriptedErrorException($"open /var/lib/docker/tmp/docker-import-1/{name}: no such file or directory");

    private static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ScriptedErrorException(otherwise);
        }
    }
}
