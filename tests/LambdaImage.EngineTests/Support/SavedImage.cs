using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Docker.DotNet;

namespace LambdaImage.EngineTests.Support;

/// <summary>An image as the engine gives it away, without its names.</summary>
/// <param name="Config">Its config.</param>
/// <param name="Layers">The tars of its layers, the lowest first.</param>
internal sealed record SavedImage(byte[] Config, byte[][] Layers)
{
    /// <summary>Reads <c>docker save</c>'s archive.</summary>
    public static async Task<SavedImage> ReadAsync(DockerClient docker, string image, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var archive = await docker.Images.SaveImageAsync(image, cancellationToken);
        await using var tar = new TarReader(archive);
        while (await tar.GetNextEntryAsync(copyData: true, cancellationToken) is { } entry)
        {
            if (entry.DataStream is { } content)
            {
                var bytes = new byte[entry.Length];
                await content.ReadExactlyAsync(bytes, cancellationToken);
                files[entry.Name] = bytes;
            }
            else if (entry.EntryType == TarEntryType.SymbolicLink)
            {
                // Docker 20 writes a layer that it wrote already as a link to it.
                var target = Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(entry.Name)!, entry.LinkName))[1..];
                files[entry.Name] = files[target];
            }
        }

        using var manifest = JsonDocument.Parse(files["manifest.json"]);
        var root = manifest.RootElement[0];
        return new(
            files[root.GetProperty(nameof(Config)).GetString()!],
            [.. root.GetProperty(nameof(Layers)).EnumerateArray().Select(layer => Unpack(files[layer.GetString()!]))]);
    }

    private static byte[] Unpack(byte[] layer)
    {
        if (layer is not [0x1f, 0x8b, ..])
        {
            return layer;
        }

        using var gzip = new GZipStream(new MemoryStream(layer), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
