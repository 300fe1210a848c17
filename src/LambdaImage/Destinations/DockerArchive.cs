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
    /// <summary>The name of the file that names the others.</summary>
    public const string ManifestFile = "manifest.json";

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
        var layers = Enumerable.Range(0, image.Base.DiffIds.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"base{i}.tar"))
            .Concat(Enumerable.Range(0, image.Layers.Count).Select(FileOf));
        var manifest = Manifest(config, names, layers);
        await tar.WriteFileAsync(config, image.Config.Content, cancellationToken).ConfigureAwait(false);
        await tar.WriteFileAsync(ManifestFile, manifest.Content, cancellationToken).ConfigureAwait(false);
        await tar.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The file that names the others.</summary>
    /// <param name="config">The config's file.</param>
    /// <param name="names">The names that the image gets.</param>
    /// <param name="layers">The layers' files, the lowest first.</param>
    /// <returns>The file <c>manifest.json</c>.</returns>
    public static OciDocument Manifest(string config, IReadOnlyList<ImageReference> names, IEnumerable<string> layers) => OciDocument.Write("application/json", json =>
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
        foreach (var layer in layers)
        {
            json.WriteStringValue(layer);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });
}
