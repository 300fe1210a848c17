using LambdaImage.Specification;

namespace LambdaImage.UnitTests.Pipeline;

[TestClass]
public sealed class ConcurrentBuildTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Build_that_another_one_forestalled_reuses_its_image()
    {
        await using var scene = BuildScene.WithBase();
        BuildDuring(scene);

        var result = await scene.BuildAsync(Token);

        Assert.IsTrue(result.Skipped);
        Assert.HasCount(1, scene.Engine.RequestsOf("POST", "/build"));
    }

    [TestMethod]
    public async Task Forced_build_that_another_one_forestalled_builds()
    {
        await using var scene = BuildScene.WithBase();
        scene.Spec = scene.Spec with { ForceBuild = true };
        BuildDuring(scene);

        var result = await scene.BuildAsync(Token);

        Assert.IsFalse(result.Skipped);
        Assert.HasCount(2, scene.Engine.RequestsOf("POST", "/build"));
    }

    // A whole build runs after the next one has asked which images there are, and before it builds: while its base is pulled.
    private void BuildDuring(BuildScene scene)
    {
        scene.Engine.Images.AddToRegistry(BuildScene.BaseImage);
        var first = scene.Spec;
        scene.Spec = first with { PullPolicy = PullPolicy.Always };
        var isFirst = true;
        scene.OnMessage = message =>
        {
            if (isFirst && message.Text.StartsWith("Pulling", StringComparison.Ordinal))
            {
                isFirst = false;
                scene.Spec = first;
                scene.BuildAsync(Token).GetAwaiter().GetResult();
            }
        };
    }
}
