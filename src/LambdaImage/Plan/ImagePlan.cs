using LambdaImage.Layers;
using LambdaImage.Spec;

namespace LambdaImage.Plan;

/// <summary>Everything that the image will hold but the base, read and in its final order.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Layers">The layers with their entries.</param>
internal sealed record ImagePlan(ImageSpec Spec, IReadOnlyList<LayerContents> Layers) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.Dispose();
        }
    }
}
