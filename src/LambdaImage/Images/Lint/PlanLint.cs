using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.Images.Lint;

/// <summary>
/// What the names, sizes and modes of a plan tell. The limits are Lambda's:
/// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.
/// </summary>
internal static class PlanLint
{
    private const int MostLayers = 5;
    private const long MostBytes = 250L * 1024 * 1024;

    /// <summary>Looks at a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="replaced">What its layers replace of each other.</param>
    /// <returns>What was seen, in the layers' order.</returns>
    public static IEnumerable<BuildMessage> Check(ImagePlan plan, IEnumerable<ReplacedEntry> replaced)
    {
        var layers = plan.Layers.Where(layer => layer.Spec.IsLambdaLayer).ToList();
        if (layers.Count > MostLayers)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.TooManyLayers,
                $"The image has {layers.Count} layers, and a Lambda function takes {MostLayers}. It runs as an image; as a function with layers it can't be deployed. Merge some.",
                layers[MostLayers].Spec.Origin);
        }

        var size = plan.Layers.Where(layer => layer.Spec.Kind is LayerKind.Layer or LayerKind.Function).Sum(layer => layer.TotalSize);
        if (size > MostBytes)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.TooLarge,
                $"Function and layers unzip to {Display.Size(size)}, and Lambda takes 250 MB ({MostBytes} bytes) with layers. Deployed as an image they may be larger.");
        }

        foreach (var warning in plan.DeclaredLayers.SelectMany(layer => NotExecutable(layer).Concat(ZipShape(layer)).Concat(FolderLint.Check(layer))).Concat(Replaced(replaced)))
        {
            yield return warning;
        }
    }

    /// <summary>Whether Lambda starts a file of a layer.</summary>
    /// <param name="layer">The layer: extensions are those of <c>/opt</c> alone.</param>
    /// <param name="path">The file's name in the layer.</param>
    /// <returns>Whether it does: a bootstrap, or an extension.</returns>
    public static bool IsStarted(LayerSpec layer, string path) =>
        layer.Folder is null && (path == "bootstrap" || (layer.Kind == LayerKind.Layer && EntryMode.IsExtension(path)));

    private static IEnumerable<BuildMessage> NotExecutable(LayerContents layer) =>
        from entry in layer.Entries
        where entry.Kind == EntryKind.File && IsStarted(layer.Spec, entry.Path) && (entry.Mode & 1) == 0
        select BuildMessage.Warning(
            DiagnosticCodes.NotExecutable,
            $"{Display.Quote(entry.Path)} of {Display.Quote(layer.Spec.Name)} is not executable, so Lambda can't start it. Run 'chmod +x', or set FileMode to 755.",
            layer.Spec.Origin);

    private static IEnumerable<BuildMessage> ZipShape(LayerContents layer) =>
        layer.Spec.IsLambdaLayer && layer.Spec.Source is ZipSource ? ZipLint.Check(layer) : [];

    private static IEnumerable<BuildMessage> Replaced(IEnumerable<ReplacedEntry> entries) =>
        from replaced in entries
        where !replaced.SameContent
        select BuildMessage.Warning(
            DiagnosticCodes.FileReplaced,
            $"The layer {Display.Quote(replaced.Later.Name)} replaces {Display.Quote(replaced.Path)} of {Display.Quote(replaced.Earlier.Name)} by another. " +
            "Change the layers' order if the other one is meant.",
            replaced.Later.Origin);
}
