using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>How many layers an image can have.</summary>
[TestClass]
public sealed class DepthTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    // The scene's image has two layers of its own.
    [TestMethod]
    [DataRow(ScriptedStore.GraphDriver, BuildStrategy.Auto, 124, 125)]
    [DataRow(ScriptedStore.GraphDriver, BuildStrategy.Dockerfile, 124, 125)]
    [DataRow(ScriptedStore.Containerd, BuildStrategy.Auto, 399, 400)]
    [DataRow(ScriptedStore.Containerd, BuildStrategy.Dockerfile, 399, 400)]
    [DataRow(ScriptedStore.Podman, BuildStrategy.Auto, 126, 127)]
    public async Task BuildAsync_with_more_layers_than_the_engine_takes_fails_and_sends_nothing(ScriptedStore store, BuildStrategy strategy, int lower, int most)
    {
        await using var scene = SceneWith(store, lower, strategy);

        var failure = await Expect.FailureAsync(DiagnosticCodes.ImageTooDeep, () => scene.BuildAsync(Token));

        Assert.Contains($"would have {lower + 2} layers: {lower} of the base image {BuildScene.Base}, and 2 of the project", failure.Message);
        Assert.Contains($"takes at most {most}.", failure.Message);
        Assert.IsEmpty(scene.Loads);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
    }

    [TestMethod]
    [DataRow(ScriptedStore.GraphDriver, BuildStrategy.Auto, 123)]
    [DataRow(ScriptedStore.Containerd, BuildStrategy.Auto, 398)]
    [DataRow(ScriptedStore.Podman, BuildStrategy.Auto, 125)]
    [DataRow(ScriptedStore.Unknown, BuildStrategy.Dockerfile, 1000)]
    public async Task BuildAsync_with_as_many_layers_as_the_engine_takes_builds(ScriptedStore store, BuildStrategy strategy, int lower)
    {
        await using var scene = SceneWith(store, lower, strategy);

        Assert.IsFalse((await scene.BuildAsync(Token)).Skipped);
    }

    private static BuildScene SceneWith(ScriptedStore store, int lower, BuildStrategy strategy)
    {
        var scene = BuildScene.WithStore(store);
        scene.Spec = scene.Spec with { Strategy = strategy };
        scene.Engine.Images.Remove(BuildScene.Base);
        scene.Engine.Images.Add(BuildScene.BaseImage with { Layers = [.. Enumerable.Range(0, lower).Select(index => $"layer {index}")] });
        return scene;
    }
}
