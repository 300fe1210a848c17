using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LambdaImage.Testing;

/// <summary>What <c>GET /images/{name}/get</c> of a containerd store sends: an OCI layout as a tar, its files in the order of their names.</summary>
public sealed class ScriptedExport
{
    private const string BlobFolder = "blobs/sha256/";

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal) { ["oci-layout"] = "{\"imageLayoutVersion\":\"1.0.0\"}"u8.ToArray() };
    private readonly List<object> _manifests = [];

    /// <summary>The digest of bytes, as manifests name it.</summary>
    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();

    /// <summary>The digest of a layer's packed bytes, made up of the digest of its tar.</summary>
    public static string DigestOfPacked(string layer) => DigestOf(Packed(layer));

    /// <summary>Adds an image; a second one is that of another platform.</summary>
    public ScriptedExport Add(ScriptedImage image)
    {
        foreach (var other in image.Others)
        {
            Add(other);
        }

        var config = AddJson(new
        {
            architecture = image.Architecture,
            os = "linux",
            config = image.Members,
            rootfs = new { type = "layers", diff_ids = image.Layers },
        });
        var layers = image.Layers.Select(layer => Describe("application/vnd.docker.image.rootfs.diff.tar.gzip", AddBlob(Packed(layer)))).ToList();
        var manifest = AddJson(new { schemaVersion = 2, config = Describe("application/vnd.docker.container.image.v1+json", config), layers });
        _manifests.Add(Describe("application/vnd.docker.distribution.manifest.v2+json", manifest));
        return this;
    }

    /// <summary>Adds a blob.</summary>
    /// <returns>Its digest.</returns>
    public string AddBlob(byte[] content)
    {
        var digest = DigestOf(content);
        _files[FileOf(digest)] = content;
        return digest;
    }

    /// <summary>Adds a document as a blob.</summary>
    /// <returns>Its digest.</returns>
    public string AddJson(object document) => AddBlob(JsonSerializer.SerializeToUtf8Bytes(document));

    /// <summary>The tar.</summary>
    public byte[] ToArray()
    {
        _files["index.json"] = JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, manifests = _manifests });
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "blobs/"));
            tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, BlobFolder));
            foreach (var (name, content) in _files)
            {
                using var data = new MemoryStream(content);
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Packed(string layer) => Encoding.UTF8.GetBytes("packed " + layer);

    private static string FileOf(string digest) => BlobFolder + digest["sha256:".Length..];

    private object Describe(string mediaType, string digest) => new { mediaType, digest, size = _files[FileOf(digest)].Length };
}
