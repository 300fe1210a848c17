using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>An engine that answers before it has the whole upload: it refuses, is full, or goes away.</summary>
[TestClass]
public sealed class EarlyAnswerTests
{
    private const string Full = "Error processing tar file(exit status 1): write /layer0.tar: no space left on device";
    private const string LineHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const long Some = 100_000;

    // Whether the engine listens at a socket or a port, and whether it keeps the connection open after its answer.
    public static IEnumerable<object[]> Ways => [[true, true], [true, false], [false, true], [false, false]];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DynamicData(nameof(Ways))]
    public async Task BuildAsync_that_is_refused_early_fails_with_the_engines_words_and_leaves_nothing(bool atSocket, bool staysOpen)
    {
        await using var scene = WithLargeLayer(atSocket);
        scene.Engine.On("POST", "/build", Early(staysOpen, Refusal(500, Full)));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains(Full, failure.Message);
        Assert.Contains("500", failure.Message);
        AssertGivenUp(scene);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DynamicData(nameof(Ways))]
    public async Task BuildAsync_that_is_refused_before_the_upload_fails_with_the_engines_words(bool atSocket, bool staysOpen)
    {
        await using var scene = WithLargeLayer(atSocket);
        scene.Engine.On("POST", "/build", Early(staysOpen, Refusal(403, "authorization denied by plugin"), after: 0));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains("authorization denied by plugin", failure.Message);
        AssertGivenUp(scene);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DynamicData(nameof(Ways))]
    public async Task BuildAsync_with_an_error_in_an_early_stream_fails_with_the_engines_words(bool atSocket, bool staysOpen)
    {
        await using var scene = WithLargeLayer(atSocket);
        scene.Engine.On("POST", "/build", Early(staysOpen, Lines("{\"errorDetail\":{\"message\":\"no space left on device\"},\"error\":\"no space left on device\"}")));

        var failure = await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));

        Assert.Contains("no space left on device", failure.Message);
        Assert.IsFalse(scene.Engine.RequestsOf("POST", "/build").Single().IsComplete);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DynamicData(nameof(Ways))]
    public async Task BuildAsync_with_an_early_stream_without_an_error_fails_for_the_missing_image(bool atSocket, bool staysOpen)
    {
        await using var scene = WithLargeLayer(atSocket);
        scene.Engine.On("POST", "/build", Early(staysOpen, Lines("{\"errorDetail\":{\"mess")));

        await Expect.FailureAsync(DiagnosticCodes.ImageMissing, () => scene.BuildAsync(Token));

        AssertGivenUp(scene);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"stream\":\"Step 1/2", DisplayName = "chunk cut off")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n", DisplayName = "no chunk")]
    [DataRow("HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\n{\"message\":", DisplayName = "message cut off")]
    [DataRow("HTTP/1.1 500", DisplayName = "status cut off")]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n", DisplayName = "no HTTP")]
    [DataRow("", DisplayName = "nothing")]
    public async Task BuildAsync_with_a_broken_early_answer_fails_and_leaves_nothing(string answer)
    {
        await using var scene = WithLargeLayer(atSocket: true);
        scene.Engine.On("POST", "/build", ScriptedResponses.EarlyAndClosed(Some, answer));

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));

        AssertGivenUp(scene);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task BuildAsync_that_is_refused_early_reads_no_file_that_comes_later()
    {
        await using var scene = WithLargeLayer(atSocket: true);
        var late = scene.WriteLayer("late", "hello");
        scene.Engine.On("POST", "/build", ScriptedResponses.After(Some, () => File.Delete(late), Early(staysOpen: true, Refusal(500, Full))));

        // Reading it would fail with LAMBDAIMAGE3002.
        await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task BuildAsync_cancelled_after_an_early_head_ends()
    {
        await using var scene = WithLargeLayer(atSocket: true);
        using var cancellation = new CancellationTokenSource();
        scene.Engine.On("POST", "/build", async exchange =>
        {
            await exchange.ReadBodyAsync(Some);
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

        await Assert.ThrowsAsync<OperationCanceledException>(() => scene.BuildAsync(cancellation.Token));

        AssertGivenUp(scene);
    }

    private static BuildScene WithLargeLayer(bool atSocket)
    {
        var scene = BuildScene.WithBase(atSocket);
        scene.WriteLargeFile("large");
        return scene;
    }

    private static ScriptedResponse Early(bool staysOpen, string text, long after = Some) =>
        staysOpen ? ScriptedResponses.EarlyAndOpen(after, text) : ScriptedResponses.EarlyAndClosed(after, text);

    private static string Refusal(int status, string message)
    {
        var body = $$"""{"message":"{{message}}"}""" + "\n";
        return $"HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }

    private static string Lines(string line) => $"{LineHead}{line.Length + 1:x}\r\n{line}\n\r\n0\r\n\r\n";

    private static void AssertGivenUp(BuildScene scene)
    {
        Assert.IsFalse(scene.Engine.RequestsOf("POST", "/build").Single().IsComplete);
        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }
}
