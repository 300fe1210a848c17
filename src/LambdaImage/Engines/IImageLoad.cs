using System.IO.Pipelines;

namespace LambdaImage.Engines;

/// <summary>A request to load an image that the engine got, with the start of an archive. Without the rest it ends at once, and nothing is loaded.</summary>
public interface IImageLoad : IDisposable
{
    /// <summary>Sends the rest of the archive, which also names the image, and follows the loading to its end. What is refused leaves no image.</summary>
    /// <param name="archive">The archive, a tar, from where its start ends.</param>
    /// <param name="progress">Gets a line for each thing that the engine says.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>The task of loading.</returns>
    /// <exception cref="LoadRejectedException">The engine did not accept it.</exception>
    Task SendAsync(PipeReader archive, IProgress<string> progress, CancellationToken cancellationToken);
}
