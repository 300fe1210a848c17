using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.Images;

/// <summary>Turns a spec into a plan by reading which files its layers hold.</summary>
internal static class ImagePlanner
{
    /// <summary>Reads the layers.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">A layer can't be read.</exception>
    public static ImagePlan Read(ImageSpec spec, CancellationToken cancellationToken) => Read(spec, cache: null, cancellationToken);

    /// <summary>Reads the layers.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="cache">What earlier builds learned by opening files; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">A layer can't be read.</exception>
    public static ImagePlan Read(ImageSpec spec, DigestCache? cache, CancellationToken cancellationToken)
    {
        var layers = new List<LayerContents>(spec.Layers.Count);
        try
        {
            foreach (var layer in spec.Layers)
            {
#pragma warning disable CA2000 // Dispose before losing scope: the plan disposes of it.
                layers.AddRange(FunctionSplit.Split(LayerReader.Read(layer, HostFiles.Current, cache, cancellationToken), spec));
            }

            return new(spec, layers, spec.Emulator?.Path is { } path ? ReadEmulator(path, cancellationToken) : null);
#pragma warning restore CA2000
        }
        catch
        {
            layers.ForEach(layer => layer.Dispose());
            throw;
        }
    }

    /// <summary>Reads an emulator as the layer that puts it, and the script that starts it, into the image.</summary>
    /// <param name="path">The emulator's file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">It can't be read.</exception>
    public static LayerContents ReadEmulator(string path, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // Dispose before losing scope: what is returned holds the same files.
        var layer = LayerReader.Read(
            new() { Kind = LayerKind.Emulator, Name = Path.GetFileName(path), Source = new FileSource(path, "aws-lambda-rie"), Origin = new("LambdaRiePath") },
            cancellationToken);
#pragma warning restore CA2000

        // On each base, so that a project can name the script in LambdaImageEntryPoint, and the layer depends on no base.
        return layer with { Entries = [.. layer.Entries, EmulatorScript.Entry] };
    }
}
