using LambdaImage.Engines;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;
using Microsoft.Build.Framework;

namespace LambdaImage.Tasks;

/// <summary>Takes this project's image off the engine.</summary>
[MSBuildMultiThreadableTask]
public sealed class RemoveLambdaImage : EngineTask
{
    /// <inheritdoc/>
    private protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellationToken)
    {
        var progress = new LogProgress(Log, Documents);
        using var engine = await EngineConnector.ConnectAsync(Settings, new(progress), cancellationToken).ConfigureAwait(false);
        var names = ImageSpecReader.Names(
            Project.Text("LambdaImageRepository"), Project.List("LambdaImageTag"), Project.List("LambdaImageTags"), Project.Text("_LambdaImageTagSuffix"));
        await new ImageRemover(engine, progress).RemoveAsync(Identity, names, cancellationToken).ConfigureAwait(false);
    }
}
