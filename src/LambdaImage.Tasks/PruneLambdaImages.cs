using LambdaImage.Engines;
using LambdaImage.Pipeline;
using Microsoft.Build.Framework;

namespace LambdaImage.Tasks;

/// <summary>Removes the images that later builds of this project took all names from.</summary>
[MSBuildMultiThreadableTask]
public sealed class PruneLambdaImages : EngineTask
{
    /// <inheritdoc/>
    private protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellationToken)
    {
        var progress = new LogProgress(Log, Documents);
        using var engine = await EngineConnector.ConnectAsync(Settings, new(progress), cancellationToken).ConfigureAwait(false);
        var removed = await new ImageRemover(engine, progress).PruneAsync(Identity, cancellationToken).ConfigureAwait(false);
        Log.LogMessage(MessageImportance.High, $"{Project.Text("MSBuildProjectName")}: removed {removed} superseded image{(removed == 1 ? string.Empty : "s")}");
    }
}
