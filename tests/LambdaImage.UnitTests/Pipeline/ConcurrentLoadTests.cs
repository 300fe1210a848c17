using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Pipeline;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>Two projects that are built at once and have a layer in common.</summary>
[TestClass]
public sealed class ConcurrentLoadTests
{
    private const string Waiting = "Waiting for another build that sends the same layers";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [EachLoadingStore]
    public async Task Second_build_waits_for_the_first_and_sends_its_function_alone(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        var waits = SecondWaits(scene);

        var (first, second) = await BuildBothAsync(scene, exchange => LoadAfterAsync(waits, scene, exchange));

        Assert.AreEqual((BuildStrategy.Load, BuildStrategy.Load), ((await first).Strategy, (await second).Strategy));
        var loads = scene.Loads;
        Assert.AreEqual("opt/file var/task/bootstrap", string.Join(' ', BuildScene.LayersIn(loads[0])));
        Assert.AreEqual("var/task/other", string.Join(' ', BuildScene.LayersIn(loads[1])));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [EachLoadingStore]
    public async Task Second_build_sends_all_layers_when_the_first_one_fails(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        var waits = SecondWaits(scene);

        var (first, second) = await BuildBothAsync(scene, async exchange =>
        {
            await exchange.ReadBodyAsync();
            await waits.WaitAsync(Token);
            exchange.Close();
        });

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => first);
        Assert.AreEqual(BuildStrategy.Load, (await second).Strategy);
        Assert.AreEqual("opt/file var/task/other", string.Join(' ', BuildScene.LayersIn(scene.Loads[1])));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Second_build_that_is_cancelled_while_it_waits_ends_and_the_first_goes_on()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waits = SecondWaits(scene, cancellation.Cancel);
        var ended = new TaskCompletionSource();

        var (first, second) = await BuildBothAsync(scene, exchange => LoadAfterAsync(ended.Task, scene, exchange), cancellation.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        ended.SetResult();
        await waits;
        Assert.AreEqual(BuildStrategy.Load, (await first).Strategy);
        Assert.HasCount(1, scene.Loads);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Second_build_of_other_layers_does_not_wait()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        var ended = new TaskCompletionSource();
        var layer = scene.Spec.Layers[0] with { Source = new FolderSource(Path.GetDirectoryName(scene.Write("own/own", "own"u8.ToArray()))!) };

        var (first, second) = await BuildBothAsync(scene, exchange => LoadAfterAsync(ended.Task, scene, exchange), change: spec => spec with { Layers = [layer] });

        await second;
        Assert.IsFalse(first.IsCompleted);
        ended.SetResult();
        await first;
        Assert.DoesNotContain(message => message.Text == Waiting, scene.Messages);
    }

    private static Task SecondWaits(BuildScene scene, Action? then = null)
    {
        var waits = new TaskCompletionSource();
        scene.OnMessage = message =>
        {
            if (message.Text == Waiting)
            {
                Assert.AreEqual(MessageLevel.High, message.Level);
                then?.Invoke();
                waits.SetResult();
            }
        };
        return waits.Task;
    }

    private async Task LoadAfterAsync(Task moment, BuildScene scene, ScriptedExchange exchange)
    {
        await exchange.ReadBodyAsync();
        await moment.WaitAsync(Token);
        await scene.Engine.Images.LoadAsync(exchange);
    }

    // The second starts once the engine has the first one's upload, which it answers as given.
    private async Task<(Task<ImageResult> First, Task<ImageResult> Second)> BuildBothAsync(
        BuildScene scene,
        ScriptedResponse toFirst,
        CancellationToken? cancelsSecond = null,
        Func<ImageSpec, ImageSpec>? change = null)
    {
        var started = new TaskCompletionSource();
        scene.Engine.On("POST", "/images/load", ScriptedResponses.InTurn(
            async exchange =>
            {
                await exchange.ReadBodyAsync(BuildScene.StartLength + 1);
                started.SetResult();
                await toFirst(exchange);
            },
            scene.Engine.Images.LoadAsync));
        var function = Path.GetDirectoryName(scene.Write("other-function/other", "other"u8.ToArray()))!;
        scene.Settle();
        var other = scene.Spec with
        {
            Project = "Other",
            Names = [ImageReference.Parse("other")],
            Layers = [scene.Spec.Layers[0], scene.Spec.Layers[1] with { Source = new FolderSource(function) }],
        };
        var first = scene.BuildAsync(Token);
        await started.Task.WaitAsync(Token);
        return (first, scene.BuildOtherAsync(change?.Invoke(other) ?? other, cancelsSecond ?? Token));
    }
}
