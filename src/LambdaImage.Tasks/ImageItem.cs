using LambdaImage.Pipeline;
using Microsoft.Build.Utilities;

namespace LambdaImage.Tasks;

/// <summary>An image as an item of MSBuild, its facts as metadata.</summary>
internal static class ImageItem
{
    /// <summary>Makes the item.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The item, which is called as the image is.</returns>
    public static TaskItem Of(ImageResult image)
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
        return item;
    }
}
