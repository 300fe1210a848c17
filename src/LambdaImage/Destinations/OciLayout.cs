using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>
/// An OCI image layout as a tar: https://github.com/opencontainers/image-spec/blob/main/image-layout.md. containerd takes blobs
/// that it has from its own store, so those can be missing. So does Podman, which knows layers by their unpacked tar. The image has no name
/// for containerd, which gives an image its names before it looks whether all blobs are there, and takes them from the image that has them.
/// </summary>
internal static class OciLayout
{
    /// <summary>The file of a blob.</summary>
    /// <param name="digest">Its digest.</param>
    /// <returns>The file's name.</returns>
    public static string FileOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    /// <summary>The layers of a base as Podman finds them: by the digests of their tars. Podman knows their lengths itself.</summary>
    /// <param name="digests">The digests, the lowest first.</param>
    /// <returns>The layers.</returns>
    public static IReadOnlyList<Descriptor> Unpacked(IEnumerable<Digest> digests) => [.. digests.Select(digest => new Descriptor(MediaTypes.Layer, digest, TarWriter.BlockSize))];

    /// <summary>The documents that come after the layers' blobs.</summary>
    /// <param name="image">The image.</param>
    /// <param name="baseLayers">The layers of the base as the store has them, the lowest first.</param>
    /// <param name="names">The names that the image gets, if it gets any.</param>
    /// <returns>The documents with their files' names; the index, by which the others are found, comes last.</returns>
    public static IReadOnlyList<(string File, byte[] Content)> Documents(Image image, IReadOnlyList<Descriptor> baseLayers, IReadOnlyList<ImageReference> names)
    {
        var manifest = image.Manifest(baseLayers).ToDocument();
        var index = new ImageIndex([.. names.Select(name => manifest.Descriptor with { Name = name.FullName }).DefaultIfEmpty(manifest.Descriptor)]).ToDocument();
        return [(FileOf(image.Config.Digest), image.Config.Content), (FileOf(manifest.Digest), manifest.Content), ("index.json", index.Content)];
    }

    /// <summary>Writes what comes after <see cref="ArchiveStart"/> and the layers' blobs.</summary>
    /// <param name="tar">The archive.</param>
    /// <param name="image">The image.</param>
    /// <param name="baseLayers">The layers of the base as the store has them, the lowest first.</param>
    /// <param name="names">The names that the image gets, if it gets any.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The task of writing.</returns>
    public static async Task WriteEndAsync(
        TarWriter tar,
        Image image,
        IReadOnlyList<Descriptor> baseLayers,
        IReadOnlyList<ImageReference> names,
        CancellationToken cancellationToken)
    {
        foreach (var (file, content) in Documents(image, baseLayers, names))
        {
            await tar.WriteFileAsync(file, content, cancellationToken).ConfigureAwait(false);
        }

        await tar.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }
}
