using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Pipeline;

/// <summary>The names of an image that images of other projects had until now.</summary>
internal static class TakenNames
{
    /// <summary>Warns of each name that is taken from an image of another project.</summary>
    /// <param name="spec">What is made.</param>
    /// <param name="images">The images that had the names before the build.</param>
    /// <param name="progress">Gets the warnings.</param>
    public static void Warn(ImageSpec spec, IReadOnlyList<StoredImage> images, IProgress<BuildMessage> progress)
    {
        foreach (var name in spec.Names)
        {
            if (images.FirstOrDefault(image => image.Has(name)) is not { } image || OwnerOf(image, spec) is not { } owner)
            {
                continue;
            }

            progress.Report(BuildMessage.Warning(
                DiagnosticCodes.NameTaken,
                $"{name} was the name of an image of another project, {owner}. That image has lost the name. " +
                "Set LambdaImageRepository or LambdaImageTag in one of the projects to another name.",
                new("LambdaImageRepository")));
        }
    }

    // Images of versions that wrote no identity are told apart by the project's name alone.
    private static string? OwnerOf(StoredImage image, ImageSpec spec) =>
        !image.Labels.TryGetValue(ImageLabels.Project, out var project) || ImageLabels.IsOf(spec.ProjectId, image.Labels) ? null
        : project != spec.Project ? Display.Quote(project)
        : image.Labels.ContainsKey(ImageLabels.ProjectId) ? $"also called {Display.Quote(project)}"
        : null;
}
