using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>An engine that does not take the image: a Dockerfile takes over where that can help, and the log says why.</summary>
[TestClass]
public sealed class LoadRefusalTests
{
    private const string Full = "write /var/lib/docker/tmp/docker-import-1/layer0.tar: no space left on device";
    private const long Some = 100_000;

    // The store, and whether the engine keeps the connection open after an early answer.
    public static IEnumerable<object[]> Ways =>
        [[ScriptedStore.GraphDriver, true], [ScriptedStore.GraphDriver, false], [ScriptedStore.Containerd, true], [ScriptedStore.Containerd, false]];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(400, """{"message":"invalid archive"}""", "invalid archive")]
    [DataRow(500, """{"message":"invalid diffID for layer 1"}""", "invalid diffID for layer 1")]
    [DataRow(404, """{"message":"page not found"}""", "page not found")]
    [DataRow(403, "<html>Forbidden</html>", "HTTP 403")]
    [DataRow(500, "", "HTTP 500")]
    [DataRow(301, "", "HTTP 301")]
    public async Task BuildAsync_that_is_refused_builds_with_a_Dockerfile(int status, string body, string words)
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Engine.On("POST", "/images/load", ScriptedResponses.Body(body, status));

        await AssertTakenOverAsync(scene, words);
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_with_an_error_in_the_answer_builds_with_a_Dockerfile(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.Engine.On("POST", "/images/load", ScriptedResponses.Lines("{\"stream\":\"Loading\"}", "{\"errorDetail\":{\"message\":\"unsupported archive\"},\"error\":\"unsupported archive\"}"));

        await AssertTakenOverAsync(scene, "unsupported archive");
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_whose_base_is_removed_meanwhile_builds_with_a_Dockerfile(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.Engine.On("POST", "/images/load", ScriptedResponses.After(
            BuildScene.StartLength + 1,
            () => scene.Engine.Images.Remove(BuildScene.Base),
            scene.Engine.Images.LoadAsync));

        await AssertTakenOverAsync(scene, store == ScriptedStore.GraphDriver ? "base0.tar: no such file or directory" : "not found");
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_that_is_refused_with_the_layers_it_relied_on_and_with_all_builds_with_a_Dockerfile(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        scene.Engine.On("POST", "/images/load", ScriptedResponses.Refusal(400, "no more"));

        await AssertTakenOverAsync(scene, "no more", loads: 3);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(ScriptedStore.GraphDriver, true)]
    [DataRow(ScriptedStore.Containerd, false)]
    public async Task BuildAsync_that_is_refused_early_builds_with_a_Dockerfile(ScriptedStore store, bool staysOpen)
    {
        await using var scene = WithLargeLayer(store);
        scene.Engine.On("POST", "/images/load", Early(staysOpen, Refusal(500, "authorization denied by plugin")));

        await AssertTakenOverAsync(scene, "authorization denied by plugin");

        Assert.IsFalse(scene.Loads.Single().IsComplete);
        Assert.IsTrue(scene.Engine.RequestsOf("POST", "/build").Single().IsComplete);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DynamicData(nameof(Ways))]
    public async Task BuildAsync_with_an_early_answer_without_error_and_image_fails(ScriptedStore store, bool staysOpen)
    {
        await using var scene = WithLargeLayer(store);
        scene.Engine.On("POST", "/images/load", Early(staysOpen, Lines("{\"stream\":\"Loaded image: other\"}")));

        await Expect.FailureAsync(DiagnosticCodes.ImageMissing, () => scene.BuildAsync(Token));

        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DynamicData(nameof(Ways))]
    public async Task BuildAsync_with_an_early_answer_of_an_engine_that_has_the_image_succeeds(ScriptedStore store, bool staysOpen)
    {
        await using var scene = WithLargeLayer(store);
        var first = await scene.BuildAsync(Token);
        Directory.Delete(scene.CacheFolder, recursive: true);
        Directory.Delete(scene.WorkFolder, recursive: true);
        scene.Spec = scene.Spec with { ForceBuild = true };
        if (store == ScriptedStore.GraphDriver)
        {
            scene.Engine.On("GET", "/images/" + first.Id, ScriptedResponses.Refusal(404, "so that all is sent"));
        }

        scene.Engine.On("POST", "/images/load", Early(staysOpen, Lines("{\"stream\":\"Loaded image: hello:latest\"}")));

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual((first.Id, BuildStrategy.Load), (second.Id, second.Strategy));
    }

    [TestMethod]
    [DataRow(ScriptedStore.GraphDriver, Full)]
    [DataRow(ScriptedStore.Containerd, Full)]
    [DataRow(ScriptedStore.GraphDriver, "Error processing tar file(exit status 1): write /layer0.tar: disk quota exceeded")]
    [DataRow(ScriptedStore.GraphDriver, "re-exec error: There is not enough space on the disk.")]
    public async Task BuildAsync_on_a_full_engine_fails_with_its_words_and_tries_nothing_else(ScriptedStore store, string words)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.Engine.On("POST", "/images/load", ScriptedResponses.Lines($$"""{"errorDetail":{"message":"{{words}}"},"error":"{{words}}"}"""));

        await AssertFullAsync(scene, words);
    }

    [TestMethod]
    public async Task BuildAsync_on_an_engine_that_is_full_for_the_function_alone_fails_and_does_not_send_all_layers()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        scene.Engine.On("POST", "/images/load", ScriptedResponses.Refusal(500, Full));

        await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.HasCount(2, scene.Loads);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DynamicData(nameof(Ways))]
    public async Task BuildAsync_on_an_engine_that_is_full_before_the_end_fails_with_its_words(ScriptedStore store, bool staysOpen)
    {
        await using var scene = WithLargeLayer(store);
        scene.Engine.On("POST", "/images/load", Early(staysOpen, Refusal(500, Full)));

        await AssertFullAsync(scene, Full);
    }

    private static BuildScene WithLargeLayer(ScriptedStore store)
    {
        var scene = BuildScene.WithStore(store, atSocket: true);
        scene.WriteLargeFile("large");
        return scene;
    }

    private static ScriptedResponse Early(bool staysOpen, string text) =>
        staysOpen ? ScriptedResponses.EarlyAndOpen(Some, text) : ScriptedResponses.EarlyAndClosed(Some, text);

    private static string Refusal(int status, string message)
    {
        var body = $$"""{"message":"{{message}}"}""" + "\n";
        return $"HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }

    private static string Lines(string line) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{line.Length + 1:x}\r\n{line}\n\r\n0\r\n\r\n";

    private async Task AssertFullAsync(BuildScene scene, string words)
    {
        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains(words, failure.Message);
        Assert.Contains(scene.Engine.Address, failure.Message);
        Assert.HasCount(1, scene.Loads);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
        Assert.HasCount(1, scene.Engine.Images.All);
        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }

    private async Task AssertTakenOverAsync(BuildScene scene, string words, int loads = 1)
    {
        var result = await scene.BuildAsync(Token);

        Assert.AreEqual((BuildStrategy.Dockerfile, "sha256:built1"), (result.Strategy, result.Id));
        Assert.AreEqual(result.Id, scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Id);
        Assert.HasCount(loads, scene.Loads);
        var told = scene.Messages.Single(message => message.Text.StartsWith("Building with a Dockerfile instead of loading the image: ", StringComparison.Ordinal));
        Assert.AreEqual(MessageLevel.Normal, told.Level);
        Assert.MatchesRegex(@"\ABuilding with a Dockerfile instead of loading the image: (Docker/28\.5\.2|Libpod/4\.3\.1) \(linux\), storage driver overlay", told.Text);
        Assert.Contains(words, told.Text);
        Assert.IsEmpty(scene.LeftBehind);
    }
}
