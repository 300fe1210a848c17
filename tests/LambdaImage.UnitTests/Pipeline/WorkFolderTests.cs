using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>The folder for a project's work is in the way, or shared with another build.</summary>
[TestClass]
public sealed class WorkFolderTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_whose_digests_can_not_be_remembered_succeeds()
    {
        await using var scene = BuildScene.WithBase();
        scene.Settle();
        Directory.CreateDirectory(Path.Combine(scene.WorkFolder, "digests.txt"));

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual("sha256:built1", result.Id);
        Assert.IsEmpty(scene.LeftBehind);
        Assert.Contains(message => message.Text.StartsWith("Digests were not remembered", StringComparison.Ordinal), scene.Messages);
    }

    [TestMethod]
    public async Task BuildAsync_with_a_work_folder_that_is_a_file_fails_with_a_code()
    {
        await using var scene = BuildScene.WithBase();
        await File.WriteAllTextAsync(scene.WorkFolder, "x", Token);

        await Expect.FailureAsync(DiagnosticCodes.WorkFolderNotWritable, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    public async Task BuildAsync_of_two_at_a_time_in_one_folder_succeeds()
    {
        await using var scene = BuildScene.WithBase();

        for (var i = 0; i < 20; i++)
        {
            scene.WriteLayer("file", "content " + i);
            var results = await Task.WhenAll(scene.BuildAsync(Token), scene.BuildAsync(Token));
            Assert.AreEqual(results[0].Fingerprint, results[1].Fingerprint);
        }
    }

    [TestMethod]
    public async Task BuildAsync_whose_dockerfile_another_build_took_away_leaves_it_when_a_step_fails()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", async exchange =>
        {
            await exchange.ReadBodyAsync();
            Directory.Delete(scene.WorkFolder, recursive: true);
            await ScriptedResponses.Lines("{\"stream\":\"Step 1/2 : FROM x\"}", "{\"error\":\"no space left\"}")(exchange);
        });

        var failure = await Expect.FailureAsync(DiagnosticCodes.BuildStepFailed, () => scene.BuildAsync(Token));

        Assert.IsTrue(File.Exists(failure.Location?.File));
    }

    [TestMethod]
    public async Task BuildAsync_whose_image_is_not_there_at_the_end_leaves_no_folder()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("POST", "/build", ScriptedResponses.Lines("{\"stream\":\"Step 1/1 : FROM x\"}"));

        await Expect.FailureAsync(DiagnosticCodes.ImageMissing, () => scene.BuildAsync(Token));

        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }
}
