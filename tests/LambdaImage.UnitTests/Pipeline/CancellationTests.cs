using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>A build that is cancelled ends as cancelled, wherever it is, and leaves nothing behind.</summary>
[TestClass]
public sealed class CancellationTests
{
    [TestMethod]
    public async Task BuildAsync_cancelled_before_it_starts_asks_nothing()
    {
        await using var scene = BuildScene.WithBase();

        await CancelledAsync(scene, new CancellationToken(canceled: true));

        Assert.IsEmpty(scene.Engine.Requests);
    }

    [TestMethod]
    [DataRow("GET", "/images/json", DisplayName = "listing")]
    [DataRow("GET", "/images/sha256:base", DisplayName = "inspecting")]
    [DataRow("POST", "/build", DisplayName = "building")]
    public async Task BuildAsync_cancelled_while_the_engine_is_silent_ends(string method, string path)
    {
        await using var scene = BuildScene.WithBase();
        using var cancellation = new CancellationTokenSource();
        scene.Engine.On(method, path, ScriptedResponses.Silence(cancellation.Cancel));

        await CancelledAsync(scene, cancellation.Token);
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_while_pulling_ends()
    {
        await using var scene = new BuildScene();
        using var cancellation = new CancellationTokenSource();
        scene.Engine.On("POST", "/images/create", ScriptedResponses.Silence(cancellation.Cancel));

        await CancelledAsync(scene, cancellation.Token);
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_during_the_upload_ends()
    {
        await using var scene = BuildScene.WithBase();
        scene.WriteLargeFile("large");
        using var cancellation = new CancellationTokenSource();
        scene.Engine.On("POST", "/build", ScriptedResponses.StallAfter(10_000, cancellation.Cancel));

        await CancelledAsync(scene, cancellation.Token);

        Assert.IsFalse(scene.Engine.RequestsOf("POST", "/build").Single().IsComplete);
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_between_two_lines_of_the_stream_deletes_what_was_made()
    {
        await using var scene = BuildScene.WithBase();

        await CancelledAfterAStepAsync(scene);

        Assert.AreEqual("DELETE /images/bbbbbbbbbbbb", scene.Engine.RequestsOf("DELETE", "/").Single().ToString());
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_while_the_engine_still_uses_what_was_made_deletes_it_afterwards()
    {
        await using var scene = BuildScene.WithBase();
        var inUse = ScriptedResponses.Refusal(409, "image bbbbbbbbbbbb is in use: image used by 808c0cb9: image is in use by a container");
        scene.Engine.On("DELETE", "/", ScriptedResponses.InTurn(inUse, inUse, ScriptedResponses.Body("[]")));

        await CancelledAfterAStepAsync(scene);

        Assert.HasCount(3, scene.Engine.RequestsOf("DELETE", "/images/bbbbbbbbbbbb"));
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_while_a_step_runs_deletes_what_the_step_makes()
    {
        await using var scene = BuildScene.WithBase();

        await CancelledAfterAStepAsync(scene, "{\"stream\":\" ---\\u003e cccccccccccc\\n\"}", "{\"errorDetail\":{\"message\":\"Build cancelled\"},\"error\":\"Build cancelled\"}");

        Assert.AreEqual("DELETE /images/cccccccccccc", scene.Engine.RequestsOf("DELETE", "/").Single().ToString());
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_after_the_last_step_ends_as_cancelled_and_keeps_the_image()
    {
        await using var scene = BuildScene.WithBase();

        await CancelledAfterAStepAsync(scene, "{\"stream\":\"Step 3/3 : LABEL a=b\\n\"}", "{\"stream\":\" ---\\u003e cccccccccccc\\n\"}");

        Assert.IsEmpty(scene.Engine.RequestsOf("DELETE", "/"));
    }

    [TestMethod]
    public async Task BuildAsync_cancelled_at_an_engine_that_does_not_give_up_ends_all_the_same()
    {
        await using var scene = BuildScene.WithBase();
        using var cancellation = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        scene.Engine.On("POST", "/build", async exchange =>
        {
            await exchange.ReadBodyAsync();
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, over.Token);
        });

        await CancelledAsync(scene, cancellation.Token);

        await over.CancelAsync();
    }

    private static async Task CancelledAfterAStepAsync(BuildScene scene, params string[] linesAfter)
    {
        using var cancellation = new CancellationTokenSource();
        scene.Engine.On("POST", "/build", async exchange =>
        {
            await exchange.ReadBodyAsync();
            await exchange.StartLinesAsync();
            await exchange.SendLinesAsync(["{\"stream\":\"Step 2/3 : ADD a b\\n\"}", "{\"stream\":\" ---\\u003e bbbbbbbbbbbb\\n\"}", "{\"stream\":\"now\\n\"}"]);
            await exchange.WaitForTheEndAsync();
            await exchange.SendLinesAsync(linesAfter);
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

    private static async Task CancelledAsync(BuildScene scene, CancellationToken cancellationToken)
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => scene.BuildAsync(cancellationToken));
        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }
}
