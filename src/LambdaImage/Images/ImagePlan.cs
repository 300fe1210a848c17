using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.Images;

/// <summary>Everything that the image will hold but the base, read and in its final order.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Layers">The layers with their entries.</param>
/// <param name="Emulator">The emulator that the project itself brings; whether it is needed depends on the base.</param>
internal sealed record ImagePlan(ImageSpec Spec, IReadOnlyList<LayerContents> Layers, LayerContents? Emulator = null) : IDisposable
{
    /// <summary>The layers as the project declares them: the parts of the function are one.</summary>
    public IReadOnlyList<LayerContents> DeclaredLayers => [.. Layers.Select(layer => layer.Whole ?? layer).Distinct<LayerContents>(ReferenceEqualityComparer.Instance)];

    /// <summary>The function's files as they are published; <see langword="null"/> if the image has none.</summary>
    public IReadOnlyList<FunctionFile>? FunctionFiles => DeclaredLayers.Select(layer => layer.Spec.Source).OfType<PublishOutputSource>().LastOrDefault()?.Files;

    /// <summary>The same plan with a layer before all others.</summary>
    /// <param name="layer">The layer; <see langword="null"/> for none.</param>
    /// <returns>The plan.</returns>
    public ImagePlan WithFirst(LayerContents? layer) => layer is null ? this : this with { Layers = [layer, .. Layers] };

    /// <summary>The same plan for a base that has links in the place of folders.</summary>
    /// <param name="folders">Each folder that Lambda looks in, and where the base has it.</param>
    /// <returns>The plan.</returns>
    public ImagePlan Follow(IReadOnlyDictionary<string, string> folders)
    {
        return this with { Layers = [.. Layers.Select(Follow)], Emulator = Emulator is null ? null : Follow(Emulator) };

        LayerContents Follow(LayerContents layer) =>
            folders.TryGetValue(layer.Spec.Destination, out var folder) && folder != layer.Spec.Destination
                ? layer with { Spec = layer.Spec with { LinkedTo = folder } }
                : layer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.Dispose();
        }

        Emulator?.Dispose();
    }
}
