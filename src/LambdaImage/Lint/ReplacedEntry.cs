using LambdaImage.Layers;
using LambdaImage.Spec;

namespace LambdaImage.Lint;

/// <summary>A file or link that a later layer has under the same name, so that the later one is what the image shows.</summary>
/// <param name="Path">Its name in both layers.</param>
/// <param name="Earlier">The layer whose file is hidden.</param>
/// <param name="Later">The layer whose file is seen.</param>
/// <param name="SameContent">Whether both hold the same, so that nothing is lost.</param>
internal sealed record ReplacedEntry(string Path, LayerSpec Earlier, LayerSpec Later, bool SameContent)
{
    /// <summary>Finds what layers replace of the ones before them.</summary>
    /// <param name="layers">The layers, in order.</param>
    /// <returns>What is replaced, in the order of the layers that replace it.</returns>
    public static IEnumerable<ReplacedEntry> Find(IEnumerable<LayerContents> layers)
    {
        var earlier = new Dictionary<string, (LayerSpec Layer, LayerEntry Entry)>(StringComparer.Ordinal);
        foreach (var layer in layers.Where(layer => layer.Spec.Kind == LayerKind.Layer))
        {
            foreach (var entry in layer.Entries.Where(entry => entry.Kind != EntryKind.Directory))
            {
                if (earlier.TryGetValue(entry.Path, out var other))
                {
                    yield return new(
                        entry.Path, other.Layer, layer.Spec, (other.Entry.Sha256, other.Entry.LinkTarget) == (entry.Sha256, entry.LinkTarget));
                }

                earlier[entry.Path] = (layer.Spec, entry);
            }
        }
    }
}
