using System.Globalization;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>
/// The archive that <c>docker save</c> writes: https://github.com/moby/docker-image-spec/blob/main/v1.2.md. Engines with a graph
/// driver look for a layer in their store before they open its file; so files of layers that are there can be missing.
/// </summary>
internal static class DockerArchive
{
    /// <summary>The name of a layer's file.</summary>
    /// <param name="index">The layer's place among those on the base, from 0.</param>
    /// <returns>The name.</returns>
    public static string FileOf(int index) => string.Create(CultureInfo.InvariantCulture, $"layer{index}.tar");

    /// <summary>Writes what comes after the layers' files.</summary>
    /// <param name="tar">The archive.</param>
    /// <param name="image">The image.</param>
    /// <param name="names">The names that it gets.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The task of writing.</returns>
    public static async Task WriteEndAsync(TarWriter tar, Image image, IReadOnlyList<ImageReference> names, CancellationToken cancellationToken)
    {
        var config = image.Config.Digest.Hex + ".json";
        var manifest = OciDocument.Write("application/json", json =>
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("Config", config);
            json.WriteStartArray("RepoTags");
            foreach (var name in names)
            {
                json.WriteStringValue(name.ToString());
            }

            json.WriteEndArray();
            json.WriteStartArray("Layers");
            for (var i = 0; i < image.Base.DiffIds.Count; i++)
            {
                json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"base{i}.tar"));
            }

            for (var i = 0; i < image.Layers.Count; i++)
            {
                json.WriteStringValue(FileOf(i));
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        });
        await tar.WriteFileAsync(config, image.Config.Content, cancellationToken).ConfigureAwait(false);
        await tar.WriteFileAsync("manifest.json", manifest.Content, cancellationToken).ConfigureAwait(false);
        await tar.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }
}
