using LambdaImage.Diagnostics;
using LambdaImage.Layers;

namespace LambdaImage.Images.Lint;

/// <summary>
/// Whether Lambda would load an image. It rejects images after the push, for one reason at a time; here all are told at once. What a build
/// makes is one manifest with layers of OCI's types, gzip or none, each folder before its files; the rest is checked.
/// https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#images-reqs.
/// </summary>
internal static class LoaderCheck
{
    private const long MostBytes = 10L * 1024 * 1024 * 1024;
    private const int ReadByOthers = 4;
    private const int EnteredByOthers = 1;

    /// <summary>Checks an image.</summary>
    /// <param name="plan">The plan, all layers included.</param>
    /// <param name="facts">What the base's layers tell; <see langword="null"/> if they were not read, or the base is one of AWS's.</param>
    /// <returns>What Lambda would reject, or not be able to read.</returns>
    public static IEnumerable<BuildMessage> Check(ImagePlan plan, BaseFacts? facts)
    {
        var size = plan.Layers.Sum(layer => layer.TotalSize) + (facts?.Size ?? 0);
        if (size > MostBytes)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.TooLargeForLambda,
                $"The image unpacks to {Display.Size(size)}{(facts is null ? " besides its base" : string.Empty)}, and Lambda loads at most 10 GiB. Leave out what the function does not need.");
        }

        if (facts?.Orphan is { } orphan)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.MissingParent,
                $"The base image {plan.Spec.BaseImage} has {Display.Quote(orphan)} in a layer before its folder, or without it, and Lambda rejects that. " +
                "Build the base with a tool that writes folders before their files, such as docker build.",
                new("LambdaBaseImage"));
        }

        foreach (var layer in plan.DeclaredLayers)
        {
            if (layer.Entries.FirstOrDefault(IsHidden) is { } entry)
            {
                yield return BuildMessage.Warning(
                    DiagnosticCodes.NotReadable,
                    $"{Display.Quote(entry.Path)} of {Display.Quote(layer.Spec.Name)} can be read by its owner alone (mode {Convert.ToString(entry.Mode, 8)}), and Lambda runs functions as another user. " +
                    "Correct FileMode or DirectoryMode, or the file's permissions.",
                    layer.Spec.Origin);
            }
        }
    }

    private static bool IsHidden(LayerEntry entry) => entry.Kind switch
    {
        EntryKind.File => (entry.Mode & ReadByOthers) == 0,
        EntryKind.Directory => (entry.Mode & EnteredByOthers) == 0,
        _ => false,
    };
}
