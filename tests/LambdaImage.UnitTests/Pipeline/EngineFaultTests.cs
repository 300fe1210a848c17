using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>What answers is not an engine, or is one that has enough.</summary>
[TestClass]
public sealed class EngineFaultTests
{
    private const string Html = "<html><body>502 Bad Gateway</body></html>";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("GET", "/images/json", DisplayName = "list")]
    [DataRow("GET", "/images/", DisplayName = "inspect")]
    [DataRow("POST", "/build", DisplayName = "build")]
    public async Task BuildAsync_that_is_refused_fails_with_the_engines_words(string method, string path)
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On(method, path, ScriptedResponses.Refusal(500, "the daemon is shutting down"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains("the daemon is shutting down", failure.Message);
        Assert.Contains("500", failure.Message);
        Assert.Contains(scene.Engine.Address, failure.Message);
    }

    [TestMethod]
    public async Task BuildAsync_whose_further_tag_is_refused_fails_with_the_engines_words()
    {
        await using var scene = BuildScene.WithBase();
        await scene.BuildAsync(Token);
        scene.Spec = scene.Spec with { Names = [.. scene.Spec.Names, ImageReference.Parse("hello:2")] };
        scene.Engine.On("POST", "/images/", ScriptedResponses.Refusal(409, "tagging is off"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains("tagging is off", failure.Message);
    }

    [TestMethod]
    [DataRow(500, "{\"message\":5}")]
    [DataRow(500, "[]")]
    [DataRow(500, "plain text")]
    [DataRow(500, "")]
    [DataRow(403, Html)]
    [DataRow(301, Html)]
    public async Task BuildAsync_that_is_refused_in_another_form_fails_all_the_same(int status, string body)
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("GET", "/images/json", ScriptedResponses.Body(body, status));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains(body, failure.Message);
    }

    [TestMethod]
    [DataRow("GET", "/images/json", Html, DisplayName = "list: HTML")]
    [DataRow("GET", "/images/json", "", DisplayName = "list: nothing")]
    [DataRow("GET", "/images/json", "null", DisplayName = "list: null")]
    [DataRow("GET", "/images/json", "{}", DisplayName = "list: object")]
    [DataRow("GET", "/images/json", "[{\"Id\":\"sha256:cut", DisplayName = "list: cut off")]
    [DataRow("GET", "/images/sha256:base", Html, DisplayName = "inspect: HTML")]
    [DataRow("GET", "/images/sha256:base", "[]", DisplayName = "inspect: array")]
    public async Task BuildAsync_against_what_is_no_engine_fails(string method, string path, string body)
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On(method, path, ScriptedResponses.Body(body, type: "text/html"));

        await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    [DataRow("GET", "/images/json", DisplayName = "list")]
    [DataRow("GET", "/images/sha256:base", DisplayName = "inspect")]
    [DataRow("POST", "/build", DisplayName = "build")]
    public async Task BuildAsync_against_what_speaks_no_http_fails(string method, string path)
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On(method, path, ScriptedResponses.Raw("SSH-2.0-OpenSSH_9.2\r\n"));

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    [DataRow("GET", "/images/json", DisplayName = "list")]
    [DataRow("GET", "/images/sha256:base", DisplayName = "inspect")]
    [DataRow("POST", "/build", DisplayName = "build")]
    public async Task BuildAsync_when_the_engine_hangs_up_fails_and_leaves_nothing(string method, string path)
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On(method, path, ScriptedResponses.HangUpAfter(0));

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));

        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }

    [TestMethod]
    public async Task BuildAsync_with_a_listing_of_images_without_names_and_labels_reads_it()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("GET", "/images/json", ScriptedResponses.Body(
            $$"""
            [
              { "Id": "sha256:one", "RepoTags": null, "RepoDigests": null, "Labels": null },
              { "Id": "sha256:two", "RepoTags": ["<none>:<none>"], "RepoDigests": ["<none>@<none>"] },
              { "Id": "sha256:base", "RepoTags": ["{{BuildScene.Base}}"], "Labels": { "a": null }, "Unknown": {} }
            ]
            """));

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual("sha256:built1", result.Id);
    }

    [TestMethod]
    [DataRow("[null]")]
    [DataRow("[{}]")]
    [DataRow("[5]")]
    [DataRow("[{\"Id\":5}]")]
    [DataRow("[{\"Id\":null}]")]
    [DataRow("[{\"Id\":\"a\",\"Labels\":{\"a\":5}}]")]
    [DataRow("[{\"Id\":\"a\",\"RepoTags\":[5]}]")]
    public async Task BuildAsync_with_a_listing_of_another_form_fails_with_a_code(string body)
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("GET", "/images/json", ScriptedResponses.Body(body));

        await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    [DataRow("null")]
    [DataRow("")]
    [DataRow("{}")]
    public async Task BuildAsync_with_an_inspection_of_another_form_fails_with_a_code(string body)
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("GET", "/images/sha256:base", ScriptedResponses.Body(body));

        await Assert.ThrowsExactlyAsync<LambdaImageException>(() => scene.BuildAsync(Token));
    }

    [TestMethod]
    [DataRow("GET", "/images/json", DisplayName = "list")]
    [DataRow("POST", "/build", DisplayName = "build")]
    public async Task BuildAsync_with_a_chunk_without_a_size_fails_with_a_code(string method, string path)
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On(method, path, ScriptedResponses.Raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + new string('1', 100_000)));

        var failure = await Expect.FailureAsync(DiagnosticCodes.ResponseTooLarge, () => scene.BuildAsync(Token));

        Assert.Contains("a size line of more than 4.1 kB", failure.Message);
    }

    [TestMethod]
    public async Task BuildAsync_with_a_line_without_end_fails_with_a_code()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines(new string('a', 10_000_000)));

        var failure = await Expect.FailureAsync(DiagnosticCodes.ResponseTooLarge, () => scene.BuildAsync(Token));

        Assert.Contains("a line of more than 4.2 MB", failure.Message);
    }

    [TestMethod]
    public async Task BuildAsync_that_is_refused_at_great_length_quotes_the_start()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("GET", "/images/json", ScriptedResponses.Body(new string('a', 10_000_000), 500, "text/plain"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains("aaaa", failure.Message);
        Assert.IsLessThan(2000, failure.Message.Length);
    }

    [TestMethod]
    public async Task BuildAsync_with_control_characters_in_the_engines_words_shows_none()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines("{\"stream\":\"\\u001b[31mred\\r\\u0007\"}", "{\"error\":\"\\u001b[31mno\\u0000\"}"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));

        Assert.DoesNotContain(character => char.IsControl(character), failure.Message);
        Assert.DoesNotContain(message => message.Text.Any(char.IsControl), scene.Messages);
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task BuildAsync_with_a_missing_layer_and_a_silent_engine_fails_for_the_layer()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("GET", "/images/json", ScriptedResponses.Silence(() => { }));
        scene.Spec = scene.Spec with { Layers = [scene.Spec.Layers[0] with { Source = new FolderSource(scene.LayerFolder + "-missing") }] };

        await Expect.FailureAsync(DiagnosticCodes.LayerNotFound, () => scene.BuildAsync(Token));
    }
}
