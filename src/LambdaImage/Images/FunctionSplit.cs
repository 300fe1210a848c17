using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.Images;

/// <summary>Splits a function into layers by how often its parts change, so that a change of the code moves the code alone.</summary>
internal static class FunctionSplit
{
    // A layer costs an engine time of its own, which a part has to be worth.
    private const long LeastSize = 1024 * 1024;

    /// <summary>Splits a layer, if it is a function and that is asked for.</summary>
    /// <param name="layer">The layer as read.</param>
    /// <param name="spec">What was asked for.</param>
    /// <returns>The layers that take its place: those that change least first, and none without a file.</returns>
    public static IReadOnlyList<LayerContents> Split(LayerContents layer, ImageSpec spec)
    {
        if (layer.Spec.Source is not PublishOutputSource output || LeastSizeOf(spec) is not { } least)
        {
            return [layer];
        }

        // As when they are read: of several with the same name the last counts.
        var published = new Dictionary<string, FunctionFile>(StringComparer.Ordinal);
        foreach (var file in output.Files)
        {
            published[file.Path] = file;
        }

        var parts = layer.Entries.Where(entry => entry.Kind == EntryKind.File).ToLookup(entry => published[entry.Path].Part);
        var separate = parts.Select(part => part.Key).Where(part => part != FunctionPart.Code && parts[part].Sum(entry => entry.Size) >= least).Order().ToList();
        var rest = parts.Where(part => !separate.Contains(part.Key)).SelectMany(part => part).ToList();
        return separate.Count == 0 ? [layer]
            : [.. separate.Select(part => Part(layer, part, parts[part], published)), .. rest.Count == 0 ? [] : new[] { Part(layer, FunctionPart.Code, rest, published) }];
    }

    // The parts from which on they get layers of their own; null for none.
    private static long? LeastSizeOf(ImageSpec spec) => spec.Split switch
    {
        LayerSplit.Always => 0,
        LayerSplit.Auto when spec.Strategy != BuildStrategy.Dockerfile => LeastSize,
        _ => null,
    };

    private static LayerContents Part(LayerContents whole, FunctionPart part, IEnumerable<LayerEntry> files, Dictionary<string, FunctionFile> published)
    {
        var paths = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var folders = new HashSet<string>(StringComparer.Ordinal) { "." };
        foreach (var path in paths)
        {
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            {
                folders.Add(path[..slash]);
            }
        }

        List<LayerEntry> entries = [.. whole.Entries.Where(entry => (entry.Kind == EntryKind.Directory ? folders : paths).Contains(entry.Path))];
        var source = new FunctionPartSource([.. entries.Where(entry => entry.Kind == EntryKind.File).Select(entry => published[entry.Path])]);
        return whole with { Spec = whole.Spec with { Source = source, Part = part }, Entries = entries, Whole = whole };
    }
}
