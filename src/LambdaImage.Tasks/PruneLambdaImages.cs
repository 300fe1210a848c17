using LambdaImage.Build;
using LambdaImage.Engine;
using Microsoft.Build.Framework;

namespace LambdaImage.Tasks;

/// <summary>Removes the images that later builds of this project took all names from.</summary>
[MSBuildMultiThreadableTask]
public sealed class PruneLambdaImages : EngineTask
{
    /// <summary>The project's name.</summary>
    [Required]
    public string ProjectName { get; set; } = string.Empty;

    /// <inheritdoc/>
    private protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellationToken)
    {
        using var engine = await EngineConnector.ConnectAsync(Settings, cancellationToken).ConfigureAwait(false);
        var removed = await new ImageRemover(engine, new LogProgress(Log, ProjectFile)).PruneAsync(ProjectName, cancellationToken).ConfigureAwait(false);
        Log.LogMessage(MessageImportance.High, $"{ProjectName}: removed {removed} superseded image{(removed == 1 ? string.Empty : "s")}");
    }
}
