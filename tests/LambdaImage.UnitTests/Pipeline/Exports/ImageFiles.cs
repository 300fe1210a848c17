using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>The base of a scene as the files of an archive.</summary>
internal static class ImageFiles
{
    /// <summary>The files of an OCI layout.</summary>
    public static List<(string Name, byte[] Content)> LayoutOf(ExportScene scene)
    {
        var manifest = scene.Registry.Manifests[ExportScene.BaseRepository + ":al2023"].Content;
        return
        [
            .. BlobsOf(scene).Select(blob => (BlobName(MemoryRegistry.DigestOf(blob)), blob)),
            (BlobName(scene.BaseDigest), manifest),
            ("index.json", Encoding.UTF8.GetBytes(
                $$"""{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{scene.BaseDigest}}","size":{{manifest.Length}}}]}""")),
            ("oci-layout", Encoding.UTF8.GetBytes("""{"imageLayoutVersion":"1.0.0"}""")),
        ];
    }

    /// <summary>The files of what <c>docker save</c> writes.</summary>
    public static List<(string Name, byte[] Content)> DockerArchiveOf(ExportScene scene) =>
    [
        ("config.json", BlobsOf(scene).Single(IsConfig)),
        ("layer/layer.tar", Unzip(BlobsOf(scene).Single(blob => !IsConfig(blob)))),
        ("manifest.json", Encoding.UTF8.GetBytes("""[{"Config":"config.json","RepoTags":["other:1"],"Layers":["layer/layer.tar"]}]""")),
    ];

    /// <summary>Writes files into a tar.</summary>
    public static void WriteTar(string path, IEnumerable<(string Name, byte[] Content)> files)
    {
        using var tar = new TarWriter(File.Create(path));
        foreach (var (name, content) in files)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
    }

    public static bool IsConfig(byte[] blob) => blob[0] == (byte)'{';

    public static byte[] Unzip(byte[] compressed)
    {
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress))
        {
            gzip.CopyTo(plain);
        }

        return plain.ToArray();
    }

    private static string BlobName(string digest) => "blobs/" + digest.Replace(':', '/');

    private static IEnumerable<byte[]> BlobsOf(ExportScene scene) =>
        scene.Registry.Blobs.Where(blob => blob.Key.StartsWith(ExportScene.BaseRepository + "@", StringComparison.Ordinal)).Select(blob => blob.Value);
}
