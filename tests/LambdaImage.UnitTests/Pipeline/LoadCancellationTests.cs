using LambdaImage.Oci;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>A build that is cancelled on its way to load an image ends as cancelled, wherever it is, and leaves nothing behind.</summary>
[TestClass]
public sealed class LoadCancellationTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("GET", "/info", DisplayName = "asking for the store")]
    [DataRow("GET", "/images/sha256:base/get", DisplayName = "reading the base's manifest")]
    [DataRow("POST", "/images/load", DisplayName = "loading")]
    public async Task BuildAsync_cancelled_while_the_engine_is_silent_ends(string method, string path)
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        using var cancellation = Linked();
        scene.Engine.On(method, path, ScriptedResponses.Silence(cancellation.Cancel));

        await CancelledAsync(scene, cancellation.Token);
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_cancelled_while_it_looks_for_layers_ends(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildOtherAsync(scene.Spec with { Names = [ImageReference.Parse("other")] }, Token);
        using var cancellation = Linked();
        scene.Engine.On("GET", "/images/json", exchange =>
            exchange.Request.Values("filters").Single().Contains("lambdaimage.fingerprint", StringComparison.Ordinal)
                ? ScriptedResponses.Silence(cancellation.Cancel)(exchange)
                : scene.Engine.Images.AnswerAsync(exchange));

        await CancelledAsync(scene, cancellation.Token);
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_cancelled_while_it_inspects_another_image_ends(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        var other = await scene.BuildOtherAsync(scene.Spec with { Names = [ImageReference.Parse("other")] }, Token);
        using var cancellation = Linked();
        scene.Engine.On("GET", "/images/" + other.Id, ScriptedResponses.Silence(cancellation.Cancel));

        await CancelledAsync(scene, cancellation.Token);
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_cancelled_during_the_upload_ends_and_completes_no_request(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.WriteLargeFile("large");
        using var cancellation = Linked();
        scene.Engine.On("POST", "/images/load", ScriptedResponses.StallAfter(10_000, cancellation.Cancel));

        await CancelledAsync(scene, cancellation.Token);

        Assert.IsFalse(scene.Loads.Single().IsComplete);
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_between_two_lines_of_the_answer_ends()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        using var cancellation = Linked();
        scene.Engine.On("POST", "/images/load", async exchange =>
        {
            await exchange.ReadBodyAsync();
            await exchange.StartLinesAsync();
            await exchange.SendLinesAsync(["{\"stream\":\"now\"}"]);
            await exchange.WaitForTheEndAsync();
        });
        scene.OnMessage = message =>
        {
            if (message.Text == "now")
            {
                cancellation.Cancel();
            }
        };

        await CancelledAsync(scene, cancellation.Token);
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_while_it_sends_all_layers_again_ends()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        await scene.BuildOtherAsync(scene.Spec with { Names = [ImageReference.Parse("other")] }, Token);
        using var cancellation = Linked();
        scene.Engine.On("POST", "/images/load", ScriptedResponses.InTurn(ScriptedResponses.Refusal(400, "gone"), ScriptedResponses.Silence(cancellation.Cancel)));

        await CancelledAsync(scene, cancellation.Token);
    }

    private static async Task CancelledAsync(BuildScene scene, CancellationToken cancellationToken)
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => scene.BuildAsync(cancellationToken));

        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
        Assert.DoesNotContain(image => image.Tags.Contains(BuildScene.Name), scene.Engine.Images.All);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
    }

    private CancellationTokenSource Linked() => CancellationTokenSource.CreateLinkedTokenSource(Token);
}
