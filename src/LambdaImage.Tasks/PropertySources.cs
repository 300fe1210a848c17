using LambdaImage.Diagnostics;
using Microsoft.Build.Framework;

namespace LambdaImage.Tasks;

/// <summary>Where values of properties come from that the project has set by another name.</summary>
internal static class PropertySources
{
    /// <summary>Says of a failure that is about such a property what the project has set instead.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="sources">The properties. Metadata: <c>Value</c>, the name of what the value comes from.</param>
    /// <returns>The failure, or one about what the project has set.</returns>
    public static LambdaImageException Apply(LambdaImageException failure, ITaskItem[] sources)
    {
        if (failure.Origin is not { Include: null } origin || Array.Find(sources, source => source.ItemSpec == origin.Element) is not { } found)
        {
            return failure;
        }

        var name = found.GetMetadata("Value");
        return new(failure.Descriptor, $"{failure.Message} {origin.Element} comes from {name}.", new(name), innerException: failure);
    }
}
