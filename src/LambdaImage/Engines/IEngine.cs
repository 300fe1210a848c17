using System.IO.Pipelines;
using LambdaImage.Lambda;
using LambdaImage.Oci;

namespace LambdaImage.Engines;

/// <summary>
/// The calls of the Docker Engine API that the package uses (https://docs.docker.com/reference/api/engine/). All throw
/// LAMBDAIMAGE1005 when the engine refuses and LAMBDAIMAGE1006 when the connection breaks.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>The endpoint, for messages.</summary>
    string Endpoint { get; }

    /// <summary>Finds all images that have one of some names, in one request.</summary>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The images, without their architectures.</returns>
    Task<IReadOnlyList<StoredImage>> ListImagesAsync(IReadOnlyCollection<ImageReference> names, CancellationToken cancellationToken);

    /// <summary>Finds all images that have a label, in one request.</summary>
    /// <param name="label">The label, <c>name=value</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The images, without their architectures.</returns>
    Task<IReadOnlyList<StoredImage>> ListImagesAsync(string label, CancellationToken cancellationToken);

    /// <summary>Inspects an image.</summary>
    /// <param name="name">A name or id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The image, or <see langword="null"/> if the engine has none of that name.</returns>
    Task<StoredImage?> FindImageAsync(string name, CancellationToken cancellationToken);

    /// <summary>Inspects an image for one architecture. Engines that can hold an image for several are asked for that one.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>
    /// The image, with the id that was asked for; one of another architecture if the engine has no such one or can't be asked for it;
    /// <see langword="null"/> if the engine has none of that id.
    /// </returns>
    Task<StoredImage?> FindImageAsync(string id, LambdaArchitecture architecture, CancellationToken cancellationToken);

    /// <summary>Reads the config of an image for one architecture out of what the engine exports of it.</summary>
    /// <param name="image">The image, inspected.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The config, a JSON document; <see langword="null"/> if the image has none for that architecture.</returns>
    Task<string?> FindConfigAsync(StoredImage image, LambdaArchitecture architecture, CancellationToken cancellationToken);

    /// <summary>Finds out which paths of an image are symbolic links, through a container that is never started.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="paths">The absolute paths.</param>
    /// <param name="cancellationToken">Stops the requests. The container is removed in any case.</param>
    /// <returns>The paths as the image resolves them.</returns>
    Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        string image,
        LambdaArchitecture architecture,
        IReadOnlyCollection<string> paths,
        CancellationToken cancellationToken);

    /// <summary>Pulls an image from its registry.</summary>
    /// <param name="name">The image.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="progress">Gets a line for each step of the pull.</param>
    /// <param name="cancellationToken">Stops the pull.</param>
    /// <returns>The task of pulling.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE1003, 1004 and 1008 to 1011, by the reason.</exception>
    Task PullImageAsync(ImageReference name, Platform platform, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>Asks the registry which image has a name now: through the engine, or from here if the engine has no such call.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The image's digest; or why the registry could not be asked from here.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE1003, 1004 and 1008 to 1011, by the reason.</exception>
    Task<(Digest? Digest, string? Problem)> FindRegistryDigestAsync(ImageReference name, CancellationToken cancellationToken);

    /// <summary>Builds an image from a context whose root holds a <c>Dockerfile</c>. A failed build leaves no image.</summary>
    /// <param name="names">The tags that the image gets at the end.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="context">The build context, a tar, read once from its start.</param>
    /// <param name="progress">Gets a line for each thing that the engine says.</param>
    /// <param name="cancellationToken">Stops the build, and leaves none of what it had made; too late once the last step is done.</param>
    /// <returns>The task of building.</returns>
    /// <exception cref="BuildFailedException">A step failed.</exception>
    Task BuildImageAsync(
        IReadOnlyCollection<ImageReference> names,
        Platform platform,
        PipeReader context,
        IProgress<string> progress,
        CancellationToken cancellationToken);

    /// <summary>Asks how the engine stores images.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The store.</returns>
    Task<EngineStore> FindStoreAsync(CancellationToken cancellationToken);

    /// <summary>Reads the layers of an image of a containerd store, as its manifest names them.</summary>
    /// <param name="image">The image, inspected.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The layers, the lowest first; <see langword="null"/> if the engine does not tell.</returns>
    Task<IReadOnlyList<Descriptor>?> FindLayersAsync(StoredImage image, CancellationToken cancellationToken);

    /// <summary>
    /// Lets the engine get ready for an image to be loaded, before it is known what belongs in it. Without a load nothing comes of it, and where
    /// it would not help nothing is done.
    /// </summary>
    /// <param name="start">The first bytes of the archive.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The task of sending the start.</returns>
    Task PrepareLoadAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken);

    /// <summary>Loads an image, and follows the loading to its end. What the engine rejects leaves no image.</summary>
    /// <param name="start">The first bytes of the archive, not sent again if the engine was prepared with them.</param>
    /// <param name="archive">The rest of the archive, a tar, which also names the image.</param>
    /// <param name="progress">Gets a line for each thing that the engine says.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>The task of loading.</returns>
    /// <exception cref="LoadRejectedException">The engine did not accept it.</exception>
    Task LoadImageAsync(ReadOnlyMemory<byte> start, PipeReader archive, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>Copies a file out of an image, through a container that is made for it and never started.</summary>
    /// <param name="image">The image's name or id.</param>
    /// <param name="architecture">The architecture, where the image is for several.</param>
    /// <param name="path">The file's absolute path.</param>
    /// <param name="destination">Gets the file's bytes.</param>
    /// <param name="cancellationToken">Stops the copying. The container is removed in any case.</param>
    /// <returns>Whether the image has such a file.</returns>
    Task<bool> CopyFileAsync(string image, LambdaArchitecture architecture, string path, Stream destination, CancellationToken cancellationToken);

    /// <summary>Gives an image a further name.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>Whether there was such an image.</returns>
    Task<bool> TagImageAsync(string id, ImageReference name, CancellationToken cancellationToken);

    /// <summary>Takes a name from an image; the last name takes the image along, unless a container uses it.</summary>
    /// <param name="name">The name or id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>Whether there was such an image.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE1013: it is in use.</exception>
    Task<bool> RemoveImageAsync(string name, CancellationToken cancellationToken);
}
