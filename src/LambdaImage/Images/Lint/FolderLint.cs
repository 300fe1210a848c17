using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint;

/// <summary>What a layer brings along from the computer that it was made on.</summary>
internal static class FolderLint
{
    // Each link is named, because any of them may be the one that matters; but not thousands.
    private const int MostLinks = 20;

    /// <summary>Looks at a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>What was seen.</returns>
    public static IEnumerable<BuildMessage> Check(LayerContents layer) => ExternalLinks(layer).Concat(DecomposedNames(layer));

    // The publish output is what the project's own build made; links in it were asked for.
    private static IEnumerable<BuildMessage> ExternalLinks(LayerContents layer)
    {
        if (layer.Spec.Kind != LayerKind.Layer || layer.Spec.ExternalLinks != Specification.ExternalLinks.Warn)
        {
            yield break;
        }

        foreach (var link in layer.ExternalLinks.Take(MostLinks))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.ExternalLink,
                $"The link {Display.Quote(link.Path)} of {Display.Quote(layer.Spec.Name)} leads out of the layer, to {Display.Quote(link.Target)}. The image gets a copy of that. " +
                "If this is intended, set ExternalLinks=\"Allow\" on the LambdaLayer; if not, remove the link, or set it to Refuse.",
                layer.Spec.Origin);
        }

        if (layer.ExternalLinks.Count > MostLinks)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.ExternalLink,
                $"{layer.ExternalLinks.Count - MostLinks} more links of {Display.Quote(layer.Spec.Name)} lead out of the layer, and the image gets copies of what they lead to. " +
                "Set ExternalLinks=\"Allow\" on the LambdaLayer if this is intended.",
                layer.Spec.Origin);
        }
    }

    // macOS and its tools split letters from their accents: https://unicode.org/reports/tr15/. Linux compares names byte by byte.
    private static IEnumerable<BuildMessage> DecomposedNames(LayerContents layer)
    {
        var names = layer.Entries.Select(entry => entry.Path).Where(path => !path.IsNormalized(NormalizationForm.FormC)).ToList();
        if (names.Count > 0)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.DecomposedName,
                $"The name {Display.Quote(names[0])} in {Display.Quote(layer.Spec.Name)}{(names.Count == 1 ? string.Empty : $" (and {names.Count - 1} more)")} " +
                "is in decomposed Unicode form (NFD), as macOS writes names. Linux compares names byte by byte, so code that uses the composed form (NFC), as keyboards write it, " +
                "doesn't find the file. Rename it in NFC (for example with convmv), or make sure that the code uses this form.",
                layer.Spec.Origin);
        }
    }
}
