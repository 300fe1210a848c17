using LambdaImage.Layers;
using LambdaImage.Spec;

namespace LambdaImage.Plan;

/// <summary>Turns a spec into a plan by reading its layers.</summary>
internal static class ImagePlanner
{
    /// <summary>Reads the layers.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="hashes">The content hashes of earlier builds.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">A layer can't be read.</exception>
    public static ImagePlan Read(ImageSpec spec, ContentHashCache hashes, CancellationToken cancellationToken)
    {
        var layers = new List<LayerContents>(spec.Layers.Count);
        try
        {
            foreach (var layer in spec.Layers)
            {
                layers.Add(LayerReader.Read(layer, hashes, cancellationToken));
            }

            return new(spec, layers);
        }
        catch
        {
            layers.ForEach(layer => layer.Dispose());
            throw;
        }
    }
}
