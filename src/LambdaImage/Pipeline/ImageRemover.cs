using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Specification.Reading;

namespace LambdaImage.Pipeline;

/// <summary>
/// Removes images from the engine, and never one that does not carry the project's identity. Images of versions that wrote no identity
/// are kept, because they could be another project's.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="progress">Is told what is removed and what is kept.</param>
public sealed class ImageRemover(IEngine engine, IProgress<BuildMessage> progress)
{
    /// <summary>Takes the project's names from its images; an image goes with its last name.</summary>
    /// <param name="projectId">The project's identity: <see cref="ProjectIdentity"/>.</param>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The task of removing.</returns>
    /// <exception cref="LambdaImageException">The engine refuses, for example because a container uses the image.</exception>
    public async Task RemoveAsync(string projectId, IReadOnlyCollection<ImageReference> names, CancellationToken cancellationToken)
    {
        var images = await engine.ListImagesAsync(names, cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            if (images.FirstOrDefault(image => image.Has(name)) is not { } image)
            {
                continue;
            }

            if (ImageLabels.IsOf(projectId, image.Labels))
            {
                await engine.RemoveImageAsync(name.StoredName, cancellationToken).ConfigureAwait(false);
                progress.Report(new(MessageLevel.High, $"Removed {name}"));
            }
            else
            {
                progress.Report(new(MessageLevel.High, $"Kept {name}: {Owner(image)}"));
            }
        }
    }

    /// <summary>Removes the images that later builds of the project took all names from. One that is in use stays, with a warning.</summary>
    /// <param name="projectId">The project's identity: <see cref="ProjectIdentity"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many images were removed.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1005 or 1006.</exception>
    public async Task<int> PruneAsync(string projectId, CancellationToken cancellationToken)
    {
        var images = await engine.ListImagesAsync($"{ImageLabels.ProjectId}={projectId}", cancellationToken).ConfigureAwait(false);
        var removed = 0;
        foreach (var image in images.Where(image => image.Names.Count == 0 && ImageLabels.IsOf(projectId, image.Labels)))
        {
            try
            {
                if (await engine.RemoveImageAsync(image.Id, cancellationToken).ConfigureAwait(false))
                {
                    removed++;
                    progress.Report(new(MessageLevel.Normal, $"Removed {image.Id}"));
                }
            }
            catch (LambdaImageException failure) when (failure.Descriptor == DiagnosticCodes.ImageInUse)
            {
                progress.Report(BuildMessage.Warning(failure.Descriptor, failure.Message));
            }
        }

        return removed;
    }

    private static string Owner(StoredImage image) =>
        !image.Labels.TryGetValue(ImageLabels.Project, out var project) ? "it was not made by LambdaImage"
        : image.Labels.ContainsKey(ImageLabels.ProjectId) ? $"it was made from another project, {Display.Quote(project)}"
        : "it was made by an older version, which did not label it with the project's identity";
}
