using LambdaImage.Pipeline;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LambdaImage.Tasks;

/// <summary>An image as an item of MSBuild, its facts as metadata.</summary>
internal static class ImageItem
{
    /// <summary>Makes the item.</summary>
    /// <param name="image">The image.</param>
    /// <param name="withDocuments">Whether the item has the image's manifest and config, which are some kilobytes.</param>
    /// <returns>The item, which is called as the image is.</returns>
    public static TaskItem Of(ImageResult image, bool withDocuments)
    {
        var item = new TaskItem(image.Name.ToString());
        item.SetMetadata("Name", image.Name.ToString());
        item.SetMetadata("Id", image.Id);
        item.SetMetadata("Digest", image.Digest?.ToString() ?? string.Empty);
        item.SetMetadata("Reference", image.Reference ?? string.Empty);
        item.SetMetadata("ArchivePath", image.ArchivePath ?? string.Empty);
        item.SetMetadata("Architecture", image.Architecture.Name);
        item.SetMetadata("Fingerprint", image.Fingerprint);
        item.SetMetadata("BaseImage", image.BaseImage.ToString());
        item.SetMetadata("BaseDigest", image.BaseDigest?.ToString() ?? string.Empty);
        item.SetMetadata("Strategy", image.Strategy?.ToString() ?? string.Empty);
        item.SetMetadata("Skipped", image.Skipped ? "true" : "false");
        if (withDocuments)
        {
            // A percent sign would start an escape of MSBuild.
            ITaskItem2 literal = item;
            literal.SetMetadataValueLiteral("Manifest", image.Manifest ?? string.Empty);
            literal.SetMetadataValueLiteral("Configuration", image.Config ?? string.Empty);
            literal.SetMetadataValueLiteral("ManifestDigest", image.ManifestDigest?.ToString() ?? string.Empty);
            literal.SetMetadataValueLiteral("ManifestMediaType", image.ManifestMediaType ?? string.Empty);
        }

        return item;
    }
}
