using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>An engine that accepts connections and then says nothing.</summary>
[TestClass]
public sealed class EngineTimeoutTests
{
    private static readonly TimeSpan Question = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Work = TimeSpan.FromMinutes(10);

    private readonly ManualClock _clock = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("GET", "/images/json", DisplayName = "listing")]
    [DataRow("GET", "/images/sha256", DisplayName = "inspecting")]
    [DataRow("GET", "/info", DisplayName = "info")]
    public async Task BuildAsync_with_a_silent_engine_ends_after_the_time_for_questions(string method, string path)
    {
        await using var scene = Scene(BuildScene.WithStore(ScriptedStore.GraphDriver));
        scene.Engine.On(method, path, ScriptedResponses.Silence(_reached.SetResult));

        var failure = await TimedOutAsync(scene, Question);

        Assert.Contains($"The engine at {scene.Engine.Address} was asked to", failure.Message);
        Assert.Contains("silent for 120 s", failure.Message);
        Assert.AreEqual("LambdaImageEngineTimeout", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("/images/load", DisplayName = "loading")]
    [DataRow("/build", DisplayName = "building")]
    public async Task BuildAsync_with_an_engine_that_is_silent_after_the_upload_ends_after_the_time_for_work(string path)
    {
        await using var scene = Scene(BuildScene.WithStore(path == "/build" ? ScriptedStore.Unknown : ScriptedStore.GraphDriver));
        scene.Engine.On("POST", path, ScriptedResponses.Silence(_reached.SetResult));

        var failure = await TimedOutAsync(scene, Work);

        Assert.Contains("silent for 600 s", failure.Message);
        Assert.IsTrue(scene.Engine.RequestsOf("POST", path)[0].IsComplete);
        Assert.IsEmpty(scene.LeftBehind);
    }

    [TestMethod]
    [DataRow("/images/load", DisplayName = "loading")]
    [DataRow("/build", DisplayName = "building")]
    public async Task BuildAsync_with_an_engine_that_accepts_no_more_of_the_upload_ends_after_the_time_for_work(string path)
    {
        await using var scene = Scene(BuildScene.WithStore(path == "/build" ? ScriptedStore.Unknown : ScriptedStore.GraphDriver));
        scene.WriteLargeFile("large");
        scene.Engine.On("POST", path, ScriptedResponses.StallAfter(100_000, _reached.SetResult));

        var failure = await TimedOutAsync(scene, Work);

        Assert.Contains("silent for 600 s", failure.Message);
        Assert.IsFalse(scene.Engine.RequestsOf("POST", path)[0].IsComplete);
    }

    [TestMethod]
    public async Task BuildAsync_with_an_engine_that_stops_in_the_middle_of_its_lines_ends()
    {
        await using var scene = Scene(BuildScene.WithBase());
        scene.Engine.On("POST", "/build", async exchange =>
        {
            await exchange.ReadBodyAsync();
            await exchange.StartLinesAsync();
            await exchange.SendLinesAsync(["{\"stream\":\"Step 1/2 : FROM base\"}"]);
            _reached.SetResult();
            await exchange.WaitForTheEndAsync();
        });

        await TimedOutAsync(scene, Work);
    }

    [TestMethod]
    public async Task BuildAsync_with_a_silent_pull_ends()
    {
        await using var made = new BuildScene();
        var scene = Scene(made);
        scene.Engine.On("POST", "/images/create", ScriptedResponses.Silence(_reached.SetResult));

        Assert.Contains($"asked to pull {BuildScene.Base}", (await TimedOutAsync(scene, Work)).Message);
    }

    [TestMethod]
    public async Task BuildAsync_with_an_engine_that_is_silent_when_asked_for_a_further_tag_ends()
    {
        await using var scene = Scene(BuildScene.WithBase());
        scene.Spec = scene.Spec with { Names = [.. scene.Spec.Names, ImageReference.Parse("hello:2")] };
        await scene.BuildAsync(Token);
        scene.Engine.Images.Remove("hello:2");
        scene.Engine.On("POST", "/images/", ScriptedResponses.Silence(_reached.SetResult));

        Assert.Contains("asked to tag an image as hello:2", (await TimedOutAsync(scene, Work)).Message);
    }

    [TestMethod]
    public async Task BuildAsync_with_an_engine_that_goes_on_now_and_then_never_ends_it()
    {
        await using var scene = Scene(BuildScene.WithBase());
        scene.Engine.On("POST", "/build", async exchange =>
        {
            await scene.Engine.Images.TakeInAsync(exchange);
            await exchange.StartLinesAsync();
            for (var i = 0; i < 20; i++)
            {
                await _clock.WaitForTimerAsync(Work, Token);
                _clock.Advance(Work - TimeSpan.FromSeconds(1));
                await exchange.SendLinesAsync([$"{{\"stream\":\"line {i}\"}}"]);
            }

            await exchange.EndLinesAsync();
        });

        await scene.BuildAsync(Token);

        Assert.Contains(message => message.Text == "line 19", scene.Messages);
    }

    [TestMethod]
    public async Task BuildAsync_with_a_time_of_the_users_takes_that_for_all_requests()
    {
        await using var scene = Scene(BuildScene.WithBase());
        scene.EngineTimeout = "7";
        scene.Engine.On("GET", "/images/json", ScriptedResponses.Silence(_reached.SetResult));

        Assert.Contains("silent for 7 s", (await TimedOutAsync(scene, TimeSpan.FromSeconds(7))).Message);
    }

    [TestMethod]
    public async Task BuildAsync_with_no_limit_waits_until_it_is_cancelled()
    {
        await using var scene = Scene(BuildScene.WithBase());
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        scene.EngineTimeout = "0";
        scene.Engine.On("GET", "/images/json", ScriptedResponses.Silence(() =>
        {
            _clock.Advance(TimeSpan.FromDays(30));
            cancellation.Cancel();
        }));

        await Assert.ThrowsAsync<OperationCanceledException>(() => scene.BuildAsync(cancellation.Token));
    }

    [TestMethod]
    [DataRow("-1")]
    [DataRow("1.5")]
    [DataRow("soon")]
    [DataRow("604801")]
    public async Task BuildAsync_with_a_time_that_is_none_fails_for_the_property(string time)
    {
        await using var scene = BuildScene.WithBase();
        scene.EngineTimeout = time;

        var failure = await Expect.FailureAsync(DiagnosticCodes.InvalidPropertyValue, () => scene.BuildAsync(Token));

        Assert.AreEqual("LambdaImageEngineTimeout", failure.Origin?.Element);
        Assert.Contains(time, failure.Message);
    }

    [TestMethod]
    public async Task BuildAsync_that_waits_for_the_engine_says_so_after_five_seconds()
    {
        await using var scene = Scene(BuildScene.WithStore(ScriptedStore.GraphDriver));
        scene.Engine.On("POST", "/images/load", async exchange =>
        {
            await exchange.ReadBodyAsync();
            await _clock.WaitForTimerAsync(Work, Token);
            await _clock.WaitForTimerAsync(TimeSpan.FromSeconds(5), Token);
            _clock.Advance(TimeSpan.FromSeconds(12));
            await ScriptedResponses.Lines(scene.Engine.Images.Load(exchange.Request))(exchange);
        });

        await scene.BuildAsync(Token);

        var waits = scene.Messages.Where(message => message.Text.StartsWith("Waiting", StringComparison.Ordinal)).Select(message => (message.Level, message.Text));
        CollectionAssert.AreEqual(
            new[]
            {
                (LambdaImage.Diagnostics.MessageLevel.Normal, $"Waiting for the engine at {scene.Engine.Address} to load the image (5 s)"),
                (LambdaImage.Diagnostics.MessageLevel.Normal, $"Waiting for the engine at {scene.Engine.Address} to load the image (10 s)"),
            },
            waits.ToList());
    }

    private BuildScene Scene(BuildScene scene)
    {
        scene.Clock = _clock;
        return scene;
    }

    private async Task<LambdaImageException> TimedOutAsync(BuildScene scene, TimeSpan time)
    {
        var building = scene.BuildAsync(Token);
        await (await Task.WhenAny(_reached.Task, building).WaitAsync(Token));
        await _clock.AdvanceUntilAsync(building, time, Token);
        return await Expect.FailureAsync(DiagnosticCodes.EngineTimeout, () => building);
    }
}
