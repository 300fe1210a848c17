using LambdaImage.Engine;
using LambdaImage.Plan;
using LambdaImage.References;

namespace LambdaImage.Build;

/// <summary>Removes images from the engine, and only those that carry the label of the project.</summary>
/// <param name="engine">The engine.</param>
/// <param name="progress">Is told what is removed and what is kept.</param>
public sealed class ImageRemover(IEngine engine, IProgress<BuildMessage> progress)
{
    /// <summary>Takes the project's names from its images; an image goes with its last name.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The task of removing.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">The engine refuses, for example because a container uses the image.</exception>
    public async Task RemoveAsync(string project, IReadOnlyCollection<ImageReference> names, CancellationToken cancellationToken)
    {
        var images = await engine.ListImagesAsync(names, cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            if (images.FirstOrDefault(image => image.Has(name)) is not { } image)
            {
                continue;
            }

            if (image.Labels.TryGetValue(ImageLabels.Project, out var label) && label == project)
            {
                await engine.RemoveImageAsync(name.StoredName, cancellationToken).ConfigureAwait(false);
                progress.Report(new(MessageLevel.High, $"Removed {name}"));
            }
            else
            {
                progress.Report(new(MessageLevel.High, $"Kept {name}: it was not made from {project}"));
            }
        }
    }
}
