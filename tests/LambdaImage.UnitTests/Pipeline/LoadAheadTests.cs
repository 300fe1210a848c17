using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>A request to load goes ahead of its archive, so that the engine gets ready while a build asks it for what it needs.</summary>
[TestClass]
public sealed class LoadAheadTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [EachLoadingStore]
    public async Task BuildAsync_asks_for_the_store_when_the_engine_has_the_start_of_the_archive(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        var started = new TaskCompletionSource();
        scene.Engine.On("POST", "/images/load", async exchange =>
        {
            await exchange.ReadBodyAsync(BuildScene.StartLength);
            started.SetResult();
            await scene.Engine.Images.LoadAsync(exchange);
        });
        scene.Engine.On("GET", "/info", async exchange =>
        {
            await started.Task.WaitAsync(Token);
            await scene.Engine.Images.AnswerAsync(exchange);
        });

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(BuildStrategy.Load, result.Strategy);
        Assert.HasCount(1, scene.Engine.RequestsOf("POST", "/images/load"));
    }

    [TestMethod]
    public async Task BuildAsync_of_files_with_other_times_gives_the_load_up_and_finds_the_image()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        var first = await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "program");

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual((true, first.Id), (second.Skipped, second.Id));
        await scene.Engine.WaitForRequestsAsync(2, "POST", "/images/load", Token);
        Assert.HasCount(2, scene.Engine.RequestsOf("POST", "/images/load"));
        Assert.HasCount(1, scene.Loads);
    }

    [TestMethod]
    public async Task BuildAsync_of_what_is_known_starts_no_load()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        await scene.BuildAsync(Token);

        var second = await scene.BuildAsync(Token);

        Assert.IsTrue(second.Skipped);
        Assert.HasCount(1, scene.Engine.RequestsOf("POST", "/images/load"));
    }

    [TestMethod]
    public async Task BuildAsync_at_an_engine_that_is_not_known_starts_no_load()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Unknown);

        await scene.BuildAsync(Token);

        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/images/load"));
    }

    [TestMethod]
    public async Task BuildAsync_with_a_Dockerfile_starts_no_load()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Spec = scene.Spec with { Strategy = BuildStrategy.Dockerfile };

        await scene.BuildAsync(Token);

        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/images/load"));
    }

    [TestMethod]
    public async Task BuildAsync_that_fails_after_the_start_gives_the_load_up()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Engine.On("GET", "/info", ScriptedResponses.Raw("no engine\r\n"));
        var givenUp = new TaskCompletionSource();
        scene.Engine.On("POST", "/images/load", async exchange =>
        {
            await exchange.ReadBodyAsync();
            givenUp.SetResult();
        });

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));

        await givenUp.Task.WaitAsync(Token);
        Assert.IsFalse(scene.Engine.RequestsOf("POST", "/images/load").Single().IsComplete);
    }

    [TestMethod]
    [DataRow("[]")]
    [DataRow("{\"message\":\"authorization denied by plugin\"}")]
    public async Task BuildAsync_whose_load_is_refused_before_the_archive_builds_with_a_Dockerfile(string body)
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Engine.On("POST", "/images/load", async exchange =>
        {
            await exchange.SendAsync(403, body);
            exchange.Close();
        });

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(BuildStrategy.Dockerfile, result.Strategy);
    }
}
