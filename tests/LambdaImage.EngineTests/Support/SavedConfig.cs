using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using Docker.DotNet;

namespace LambdaImage.EngineTests.Support;

/// <summary>The config of an image as the engine gives it away: its very bytes, whatever kind of store they are in.</summary>
internal static class SavedConfig
{
    /// <summary>Reads the config out of <c>docker save</c>'s archive.</summary>
    /// <returns>The digest that names it, and its text.</returns>
    public static async Task<(string Digest, string Text)> ReadAsync(DockerClient docker, string image, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var archive = await docker.Images.SaveImageAsync(image, cancellationToken);
        await using var tar = new TarReader(archive);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, Length: > 0 and < 100_000, DataStream: { } content })
            {
                var bytes = new byte[entry.Length];
                await content.ReadExactlyAsync(bytes, cancellationToken);
                files[entry.Name] = bytes;
            }
        }

        using var manifest = JsonDocument.Parse(files["manifest.json"]);
        var config = manifest.RootElement[0].GetProperty("Config").GetString()!;
        return (Path.GetFileNameWithoutExtension(config), Encoding.UTF8.GetString(files[config]));
    }
}
