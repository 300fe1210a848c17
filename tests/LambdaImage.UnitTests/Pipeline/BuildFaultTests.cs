using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>What goes wrong while the engine builds, and what is left behind then.</summary>
[TestClass]
public sealed class BuildFaultTests
{
    private static readonly string[] FailingBuild =
    [
        "{\"stream\":\"Step 1/3 : FROM base\\n\"}",
        "{\"stream\":\" ---\\u003e aaaaaaaaaaaa\\n\"}",
        "{\"stream\":\"Step 2/3 : ADD layer0.tar /opt/\\n\"}",
        "{\"stream\":\" ---\\u003e bbbbbbbbbbbb\\n\"}",
        "{\"stream\":\"Step 3/3 : LABEL\\n\"}",
        "{\"errorDetail\":{\"message\":\"no space left on device\"},\"error\":\"no space left on device\"}",
    ];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_with_an_error_in_the_stream_fails_with_the_engines_words_at_the_dockerfiles_line()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines(FailingBuild));

        var failure = await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));

        Assert.Contains("no space left on device", failure.Message);
        Assert.Contains("LABEL", failure.Message);
        Assert.AreEqual(3, failure.Location?.Line);
    }

    [TestMethod]
    public async Task BuildAsync_with_an_error_in_the_stream_keeps_the_dockerfile_that_it_names()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines(FailingBuild));

        var failure = await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));

        Assert.AreEqual(Path.Combine(scene.WorkFolder, scene.LeftBehind.Single()), failure.Location?.File);
        Assert.AreEqual(
            scene.Engine.RequestsOf("POST", "/build").Single().ReadDockerfile(),
            await File.ReadAllTextAsync(failure.Location!.File, Token));
    }

    [TestMethod]
    public async Task BuildAsync_with_an_error_in_the_stream_deletes_what_the_steps_before_made()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines(FailingBuild));

        await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));

        Assert.AreEqual("DELETE /images/bbbbbbbbbbbb", scene.Engine.RequestsOf("DELETE", "/").Single().ToString());
    }

    [TestMethod]
    public async Task BuildAsync_with_an_error_tells_of_it_even_if_deleting_fails()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines(FailingBuild)).On("DELETE", "/", ScriptedResponses.Refusal(409, "in use"));

        await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    public async Task BuildAsync_with_an_error_before_the_first_step_fails_at_the_dockerfile()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines("{\"errorDetail\":{\"message\":\"bad tar\"}}"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));

        Assert.Contains("bad tar", failure.Message);
        Assert.AreEqual(0, failure.Location?.Line);
    }

    [TestMethod]
    public async Task BuildAsync_that_succeeds_after_a_failure_takes_the_dockerfile_away()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines(FailingBuild));
        await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));
        scene.Engine.On("POST", "/build", scene.Engine.Images.BuildAsync);
        scene.WriteLayer("file", "mended");

        await scene.BuildAsync(Token);

        Assert.IsEmpty(scene.LeftBehind);
    }

    [TestMethod]
    public async Task BuildAsync_with_odd_lines_in_the_stream_succeeds()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", async exchange =>
        {
            await scene.Engine.Images.TakeInAsync(exchange);
            await ScriptedResponses.Lines(string.Empty, "null", "[]", "no json", "{\"unknown\":1}", "{\"error\":\"image base already exists\"}")(exchange);
        });

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual("sha256:built1", result.Id);
    }

    [TestMethod]
    public async Task BuildAsync_when_the_engine_hangs_up_during_the_upload_fails_and_leaves_nothing()
    {
        await using var scene = BuildScene.WithBase();
        scene.WriteLargeFile("large");
        scene.Engine.On("POST", "/build", ScriptedResponses.HangUpAfter(100_000));

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));

        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }

    [TestMethod]
    public async Task BuildAsync_when_the_engine_hangs_up_before_it_answers_fails_and_leaves_nothing()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.HangUpAfter(long.MaxValue));

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));

        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }

    [TestMethod]
    public async Task BuildAsync_with_a_stream_cut_off_fails_deletes_what_was_made_and_leaves_nothing()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.CutOffLines(FailingBuild[..5]));

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));

        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
        Assert.AreEqual("DELETE /images/bbbbbbbbbbbb", scene.Engine.RequestsOf("DELETE", "/").Single().ToString());
    }

    [TestMethod]
    public async Task BuildAsync_that_is_refused_fails_with_the_engines_words_and_leaves_nothing()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Refusal(500, "dockerfile parse error on line 1"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));

        Assert.Contains("dockerfile parse error on line 1", failure.Message);
        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }

    [TestMethod]
    public async Task BuildAsync_when_no_image_is_there_afterwards_fails()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines("{\"stream\":\"Successfully built\\n\"}"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.ImageMissing, () => scene.BuildAsync(Token));

        Assert.Contains("not there", failure.Message);
        Assert.IsEmpty(scene.LeftBehind);
    }

    [TestMethod]
    public async Task BuildAsync_when_another_image_has_the_name_afterwards_fails()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.Images.Add(new("sha256:foreign") { Tags = [BuildScene.Name] });
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines("{\"stream\":\"Successfully built\\n\"}"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.ImageMissing, () => scene.BuildAsync(Token));

        Assert.Contains("another image", failure.Message);
    }

    [TestMethod]
    [DataRow("grew")]
    [DataRow("gone")]
    public async Task BuildAsync_with_a_file_that_changes_during_the_upload_fails_and_completes_no_request(string change)
    {
        await using var scene = BuildScene.WithBase();
        scene.WriteLargeFile("large");

        // Small files are read ahead, and what is read cannot change any more.
        var late = scene.WriteLayer("late", new string('x', 100_000));
        scene.Engine.On("POST", "/build", ScriptedResponses.After(10_000, () => Change(late, change), scene.Engine.Images.BuildAsync));

        var failure = await Expect.FailureAsync(DiagnosticCodes.FileChanged, () => scene.BuildAsync(Token));

        Assert.Contains(late, failure.Message);
        Assert.IsFalse(scene.Engine.RequestsOf("POST", "/build").Single().IsComplete);
        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
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
}
