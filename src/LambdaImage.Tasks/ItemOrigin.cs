using LambdaImage.Diagnostics;
using LambdaImage.Specification.Reading;
using Microsoft.Build.Framework;

namespace LambdaImage.Tasks;

/// <summary>Where an item comes from.</summary>
internal static class ItemOrigin
{
    /// <summary>The origin of an item.</summary>
    /// <param name="itemType">The item's type.</param>
    /// <param name="item">The item.</param>
    /// <returns>The origin.</returns>
    public static InputOrigin Of(string itemType, ITaskItem item) =>
        new(itemType, item.ItemSpec, item.GetMetadata("DefiningProjectFullPath"));

    /// <summary>An item that names something in its Include and has its value as metadata.</summary>
    /// <param name="itemType">The item's type.</param>
    /// <param name="item">The item.</param>
    /// <returns>The name and value.</returns>
    public static NamedValue NamedValue(string itemType, ITaskItem item) =>
        new(item.ItemSpec, item.GetMetadata("Value"), Of(itemType, item));
}
