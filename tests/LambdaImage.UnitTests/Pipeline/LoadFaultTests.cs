using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>What goes wrong while an image is loaded: no tag moves, nothing is left, and the next build sends what it must.</summary>
[TestClass]
public sealed class LoadFaultTests
{
    private const string All = "opt/file var/task/bootstrap";
    private const string Loaded = """{"stream":"Loaded image: hello:latest\n"}""";

    private static readonly ScriptedImage Old = new("sha256:old") { Tags = [BuildScene.Name] };

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_when_the_engine_hangs_up_during_the_upload_fails_and_leaves_nothing(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        scene.WriteLargeFile("large");
        scene.Settle();

        await AssertFailsAsync(scene, DiagnosticCodes.ConnectionLost, ScriptedResponses.HangUpAfter(100_000));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_when_the_engine_hangs_up_before_it_answers_fails_and_leaves_nothing(ScriptedStore store)
    {
        await using var scene = SceneWith(store);

        await AssertFailsAsync(scene, DiagnosticCodes.ConnectionLost, ScriptedResponses.HangUpAfter(long.MaxValue));
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task BuildAsync_with_one_answer_refused_and_another_never_given_fails()
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);
        scene.Engine.On("GET", "/info", ScriptedResponses.Silence(() => { }));
        scene.Engine.On("GET", $"/images/{BuildScene.BaseImage.Id}/json", ScriptedResponses.Refusal(500, "the disk is broken"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains("the disk is broken", failure.Message);
        Assert.IsFalse(Token.IsCancellationRequested, "It was the time-out that ended the wait.");
    }

    [TestMethod]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"stream\":\"Loa", DisplayName = "chunk cut off")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", DisplayName = "between chunks")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n", DisplayName = "no chunk")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", DisplayName = "cut off")]
    [DataRow("HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\n{\"message\":", DisplayName = "message cut off")]
    [DataRow("HTTP/1.1 200", DisplayName = "status cut off")]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n", DisplayName = "no HTTP")]
    public async Task BuildAsync_with_a_broken_answer_fails_and_leaves_nothing(string answer)
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);

        await AssertFailsAsync(scene, DiagnosticCodes.ConnectionLost, ScriptedResponses.Raw(answer));
    }

    [TestMethod]
    [DataRow(Loaded)]
    [DataRow("{\"stream\":\"Loaded ima")]
    [DataRow("{\"errorDetail\":{\"mess")]
    [DataRow("<html>")]
    [DataRow("null")]
    [DataRow("")]
    public async Task BuildAsync_with_an_answer_that_tells_of_no_error_and_without_the_image_fails(string line)
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);

        var failure = await AssertFailsAsync(scene, DiagnosticCodes.ImageMissing, ScriptedResponses.Lines(line));

        Assert.Contains("another image", failure.Message);
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_with_odd_lines_in_the_answer_succeeds(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        scene.Engine.On("POST", "/images/load", async exchange =>
        {
            await exchange.ReadBodyAsync();
            await exchange.StartLinesAsync();
            await exchange.SendLinesAsync([string.Empty, "null", "[]", "no json", "{\"unknown\":1}", "{\"stream\":\"\"}", "{\"progressDetail\":{}}"]);
            scene.Engine.Images.Load(exchange.Request);
            await exchange.SendLinesAsync([Loaded]);
            await exchange.EndLinesAsync();
        });

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(BuildStrategy.Load, result.Strategy);
        Assert.Contains(message => message.Text == "Loaded image: hello:latest", scene.Messages);
    }

    [TestMethod]
    [DataRow(ScriptedStore.GraphDriver, "grew")]
    [DataRow(ScriptedStore.GraphDriver, "gone")]
    [DataRow(ScriptedStore.Containerd, "grew")]
    [DataRow(ScriptedStore.Containerd, "gone")]
    public async Task BuildAsync_with_a_file_that_changes_during_the_upload_fails_and_completes_no_request(ScriptedStore store, string change)
    {
        await using var scene = SceneWith(store);
        scene.WriteLargeFile("large");

        // Small files are read ahead, and what is read cannot change any more.
        var late = scene.WriteLayer("late", new string('x', 100_000));
        scene.Settle();

        var failure = await AssertFailsAsync(
            scene,
            DiagnosticCodes.FileChanged,
            ScriptedResponses.After(10_000, () => Change(late, change), scene.Engine.Images.LoadAsync),
            mend: () => scene.WriteLayer("late", "mended"));

        Assert.Contains(late, failure.Message);
        Assert.IsFalse(scene.Loads[0].IsComplete);
    }

    [TestMethod]
    public async Task BuildAsync_with_a_file_that_changes_before_the_upload_fails_and_sends_nothing()
    {
        await using var scene = SceneWith(ScriptedStore.Containerd);
        var file = scene.WriteLayer("late", "hello");
        scene.Engine.On("GET", "/images/sha256:base/get", exchange =>
        {
            Change(file, "grew");
            return scene.Engine.Images.AnswerAsync(exchange);
        });

        var failure = await Expect.FailureAsync(DiagnosticCodes.FileChanged, () => scene.BuildAsync(Token));

        Assert.Contains(file, failure.Message);
        Assert.IsEmpty(scene.Loads);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_with_a_file_whose_change_no_stat_shows_makes_an_image_of_what_was_read(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        var first = await scene.BuildAsync(Token);
        scene.WriteLayer("file", "HELLO");
        scene.Settle();
        scene.Spec = scene.Spec with { Handler = "Other" };
        scene.Engine.Images.Remove(BuildScene.Name);

        var second = await scene.BuildAsync(Token);

        Assert.AreNotEqual(first.Fingerprint, second.Fingerprint);
        Assert.AreEqual(second.Id, scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Id);
    }

    [TestMethod]
    [DataRow("GET", "/info")]
    [DataRow("GET", "/images/sha256:base/get")]
    [DataRow("POST", "/images/load")]
    public async Task BuildAsync_when_the_engine_hangs_up_fails_and_leaves_nothing(string method, string path)
    {
        await using var scene = SceneWith(ScriptedStore.Containerd);

        await AssertFailsAsync(scene, DiagnosticCodes.ConnectionLost, ScriptedResponses.HangUpAfter(0), method, path);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("<html>")]
    [DataRow("""{"Driver":5}""")]
    public async Task BuildAsync_with_facts_of_the_engine_in_another_form_fails_with_a_code(string info)
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);

        await AssertFailsAsync(scene, DiagnosticCodes.EngineError, ScriptedResponses.Body(info), "GET", "/info");
    }

    private static BuildScene SceneWith(ScriptedStore store)
    {
        var scene = BuildScene.WithStore(store);
        scene.Engine.Images.Add(Old);
        return scene;
    }

    private static void Change(string path, string change)
    {
        if (change == "gone")
        {
            File.Delete(path);
        }
        else
        {
            File.AppendAllText(path, "more");
        }
    }

    // After the failure the engine is well again.
    private async Task<LambdaImageException> AssertFailsAsync(
        BuildScene scene,
        DiagnosticDescriptor descriptor,
        ScriptedResponse answer,
        string method = "POST",
        string path = "/images/load",
        Action? mend = null)
    {
        scene.Engine.On(method, path, answer);

        var failure = await Expect.FailureAsync(descriptor, () => scene.BuildAsync(Token));

        Assert.AreEqual("sha256:old", scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Id);
        Assert.HasCount(2, scene.Engine.Images.All);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
        scene.Engine.On(method, path, scene.Engine.Images.AnswerAsync);
        mend?.Invoke();
        Assert.AreEqual(BuildStrategy.Load, (await scene.BuildAsync(Token)).Strategy);
        Assert.IsTrue(BuildScene.LayersIn(scene.Loads[^1]).ToHashSet().IsSupersetOf(All.Split(' ')));
        return failure;
    }
}
