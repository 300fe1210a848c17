using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class DepthTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    [DataRow("Auto")]
    [DataRow("Dockerfile")]
    public async Task More_layers_than_the_engine_takes_are_an_error_before_anything_is_sent(string strategy)
    {
        var count = await MostAsync();
        var layers = Enumerable.Range(0, count).Select(index =>
        {
            Folder.Write($"layer{index}/file{index}", "content");
            return $"layer{index}";
        });
        var inputs = Inputs([.. layers]).With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles())).With("LambdaImageStrategy", strategy);
        var progress = new RecordingProgress();

        var failure = await FailAsync(inputs, progress);

        Assert.AreEqual("LAMBDAIMAGE3008", failure.Descriptor.Code);
        Assert.Contains($"would have {count + 1} layers: 1 of the base image", failure.Message);
        Assert.DoesNotContain(message => message.Text.StartsWith("Sent ", StringComparison.Ordinal), progress.Messages);
    }

    private async Task<int> MostAsync()
    {
        if (await TestEngine.IsPodmanAsync(Docker))
        {
            return 127;
        }

        var engine = await Docker.System.GetSystemInfoAsync(CancellationToken);
        return engine.DriverStatus.Any(pair => pair.Contains("io.containerd.snapshotter.v1")) ? 400 : 125;
    }
}
