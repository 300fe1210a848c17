using LambdaImage.Diagnostics;
using LambdaImage.Specification;

namespace LambdaImage.Sources;

/// <summary>Files of images that are no base.</summary>
internal interface IImageFiles
{
    /// <summary>Gets an image.</summary>
    /// <param name="source">The spec, with the image in the place of the base.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    /// <returns>Its id, a digest.</returns>
    /// <exception cref="LambdaImageException">It can't be fetched.</exception>
    Task<string> GetAsync(ImageSpec source, CancellationToken cancellationToken);

    /// <summary>Copies a file out of the image.</summary>
    /// <param name="source">The spec that the image was got with.</param>
    /// <param name="id">The image's id.</param>
    /// <param name="path">The file's path, absolute.</param>
    /// <param name="output">Gets it.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <returns>Whether the image has the file.</returns>
    /// <exception cref="LambdaImageException">It can't be fetched.</exception>
    Task<bool> CopyAsync(ImageSpec source, string id, string path, Stream output, CancellationToken cancellationToken);
}
