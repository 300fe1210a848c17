using LambdaImage.Diagnostics;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Two projects of a user, or one for two architectures, that have a layer in common and are pushed at once.</summary>
[TestClass]
public sealed class ConcurrentPushTests
{
    private const string Compressing = "Waiting for another build that compresses layer";

    private const string Pushing = "Waiting for another build that pushes layer";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Second_build_waits_for_the_first_to_compress_the_layer()
    {
        await using var scene = new ExportScene();
        var (waits, arrived) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.OnMessage = message =>
        {
            if (message.Text == Compressing)
            {
                Assert.AreEqual(MessageLevel.High, message.Level);
                waits.SetResult();
            }

            if (IsCompressed(message) && arrived.TrySetResult())
            {
                waits.Task.Wait(Token);
            }
        };

        await BuildBothAsync(scene, arrived.Task);

        Assert.ContainsSingle(IsCompressed, scene.Messages);
        AssertPushed(scene);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Second_build_waits_for_the_first_to_push_the_layer()
    {
        await using var scene = new ExportScene();
        var (waits, arrived) = WaitForPush(scene);

        await BuildBothAsync(scene, arrived.Task);

        Assert.IsTrue(waits.Task.IsCompleted);
        Assert.ContainsSingle(message => message.Text.StartsWith("Pushed ", StringComparison.Ordinal) && message.Text.Contains(" of layer ", StringComparison.Ordinal), scene.Messages);
        AssertPushed(scene);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Second_build_pushes_the_layer_when_the_first_one_fails()
    {
        await using var scene = new ExportScene();
        var (_, arrived) = WaitForPush(scene, new(403, default));

        var first = scene.BuildAsync(Token);
        await arrived.Task.WaitAsync(Token);
        var second = scene.BuildAsync(Token, project: "other");

        await Expect.FailureAsync(DiagnosticCodes.RegistryForbidden, () => first);
        await second;
        AssertPushed(scene);
    }

    // The first upload of the layer goes on when the other build waits for it.
    private (TaskCompletionSource Waits, TaskCompletionSource Arrived) WaitForPush(ExportScene scene, LayerResponse? response = null)
    {
        var (waits, arrived) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.OnMessage = message =>
        {
            if (message.Text == Pushing)
            {
                waits.SetResult();
            }
        };
        scene.Registry.Fault = request =>
        {
            if (request.Method != "PUT" || !IsGzip(request.Body.Span) || !arrived.TrySetResult())
            {
                return null;
            }

            waits.Task.Wait(Token);
            return response;
        };
        return (waits, arrived);
    }

    private async Task BuildBothAsync(ExportScene scene, Task arrived)
    {
        var first = Task.Run(() => scene.BuildAsync(Token), Token);
        await arrived.WaitAsync(Token);
        await Task.WhenAll(first, scene.BuildAsync(Token, project: "other"));
    }

    private static bool IsCompressed(BuildMessage message) => message.Text.StartsWith("Compressing layer", StringComparison.Ordinal);

    private static bool IsGzip(ReadOnlySpan<byte> body) => body.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);

    private static void AssertPushed(ExportScene scene) => Assert.IsTrue(scene.Registry.IsComplete("team/hello:1"));
}
