using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Images.Lint;

namespace LambdaImage.Pipeline;

/// <summary>What is told of a plan before it is built.</summary>
internal static class PlanReport
{
    /// <summary>Tells what is built of what, and what of it Lambda will not take or not run as meant.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Is told.</param>
    /// <param name="clock">Tells the day of the build.</param>
    /// <param name="facts">What the layers of the base tell, if they were read.</param>
    public static void Tell(ImagePlan plan, IProgress<BuildMessage> progress, TimeProvider clock, BaseFacts? facts = null)
    {
        var spec = plan.Spec;
        progress.Report(new(MessageLevel.High, $"Building image {spec.Names[0]} on {spec.BaseImage} ({spec.Architecture})"));
        foreach (var layer in plan.Layers)
        {
            progress.Report(new(
                MessageLevel.Normal,
                $"{layer.Spec.Destination} <- {layer.Spec.Title}: {Display.Count(layer.FileCount, "file")}, {Display.Size(layer.TotalSize)}"));
        }

        foreach (var layer in plan.Layers.Where(layer => layer.DesktopFilesLeftOut > 0))
        {
            progress.Report(new(
                MessageLevel.Normal,
                $"{layer.Spec.Name}: left out {Display.Count(layer.DesktopFilesLeftOut, "file")} that Finder or Explorer wrote (.DS_Store, ._*, __MACOSX, Thumbs.db). " +
                "Set KeepDesktopFiles=\"true\" on the LambdaLayer to keep them."));
        }

        foreach (var layer in plan.Layers.Where(layer => layer.ExcludedCount > 0))
        {
            progress.Report(new(MessageLevel.Normal, $"{layer.Spec.Name}: Exclude leaves out {Display.Count(layer.ExcludedCount, "file")}, a folder counting as one"));
        }

        var replaced = ReplacedEntry.Find(plan.Layers).ToList();
        foreach (var entry in replaced)
        {
            progress.Report(new(MessageLevel.Low, $"{Display.Quote(entry.Path)} of {entry.Later.Name} replaces that of {entry.Earlier.Name}"));
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        BuildMessage[] warnings =
        [
            .. PlanLint.Check(plan, replaced), .. FunctionLint.Check(plan, today), .. HandlerLint.Check(plan), .. RuntimeClientLint.Check(plan),
            .. spec.Layers.SelectMany(PublishFolderLint.Check), .. LoaderCheck.Check(plan, facts),
        ];
        foreach (var warning in warnings)
        {
            progress.Report(warning);
        }
    }
}
