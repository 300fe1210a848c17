using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>containerd stores, which load an image also if they lack blobs of it, as long as its files are unpacked.</summary>
[TestClass]
public sealed class IncompleteLoadTests
{
    private const string All = "opt/file var/task/bootstrap";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(ScriptedStore.Containerd)]
    [DataRow(ScriptedStore.OldContainerd)]
    public async Task BuildAsync_on_an_image_that_was_pulled_compressed_sends_all_layers(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        await scene.BuildAsync(Token);
        var built = scene.Engine.Images.All[^1];
        scene.Engine.Images.Remove(BuildScene.Name);

        // The same files under the same name, as a registry has them that got them from another engine.
        scene.Engine.Images.Add(built with { Id = "sha256:pulled", Tags = [BuildScene.Name], Blobs = [.. built.Layers.Select(ScriptedExport.DigestOfPacked)] });
        scene.WriteFunction("bootstrap", "changed");

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual((BuildStrategy.Load, All), (result.Strategy, Sent(scene)));
        AssertNamed(scene, result.Id);
    }

    [TestMethod]
    [DataRow(ScriptedStore.Containerd)]
    [DataRow(ScriptedStore.OldContainerd)]
    public async Task BuildAsync_whose_layers_are_removed_before_the_load_sends_all_layers(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        var first = await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        scene.Engine.On("POST", "/images/load", ScriptedResponses.After(
            BuildScene.StartLength + 1,
            () => scene.Engine.Images.Remove(first.Id),
            scene.Engine.Images.LoadAsync));

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual((BuildStrategy.Load, All), (result.Strategy, Sent(scene)));
        Assert.HasCount(3, scene.Loads);
        AssertNamed(scene, result.Id);
    }

    [TestMethod]
    [DataRow(ScriptedStore.Containerd)]
    [DataRow(ScriptedStore.OldContainerd)]
    public async Task BuildAsync_whose_base_is_removed_before_the_load_fails_and_keeps_the_image_that_has_the_name(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        var first = await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");

        // Another image of the same name, so that no blob of the base is kept by it.
        scene.Engine.Images.Remove(BuildScene.Name);
        scene.Engine.Images.Add(new("sha256:old") { Tags = [BuildScene.Name] });
        scene.Engine.On("POST", "/images/load", ScriptedResponses.After(
            BuildScene.StartLength + 1,
            () => scene.Engine.Images.Remove(BuildScene.Base),
            scene.Engine.Images.LoadAsync));

        var failure = await Expect.FailureAsync(DiagnosticCodes.ImageIncomplete, () => scene.BuildAsync(Token));

        Assert.Contains(BuildScene.Base, failure.Message);
        Assert.AreEqual("sha256:old", string.Join(' ', scene.Engine.Images.All.Select(image => image.Id)));
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
        Assert.AreNotEqual("sha256:old", first.Id);
    }

    [TestMethod]
    public async Task BuildAsync_whose_image_is_removed_before_it_has_a_name_loads_it_again()
    {
        await using var scene = SceneWith(ScriptedStore.Containerd);
        await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        scene.Engine.On("POST", "/images/sha256:", ScriptedResponses.InTurn(
            ScriptedResponses.Refusal(404, "No such image"),
            scene.Engine.Images.AnswerAsync));

        var result = await scene.BuildAsync(Token);

        AssertNamed(scene, result.Id);
    }

    [TestMethod]
    public async Task BuildAsync_gives_no_name_before_it_knows_that_all_is_there()
    {
        await using var scene = SceneWith(ScriptedStore.Containerd);

        await scene.BuildAsync(Token);

        var requests = scene.Engine.Requests.Select(request => request.ToString()).Where(request => request.Contains(scene.Engine.Images.All[^1].Id, StringComparison.Ordinal));
        Assert.AreEqual(
            "GET /images/ID/json POST /images/ID/tag",
            string.Join(' ', requests).Replace(scene.Engine.Images.All[^1].Id, "ID", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task BuildAsync_with_files_that_can_not_be_unpacked_builds_with_a_Dockerfile_and_leaves_no_other_image()
    {
        await using var scene = SceneWith(ScriptedStore.Containerd);
        scene.Engine.On("POST", "/images/load", async exchange =>
        {
            await exchange.ReadBodyAsync();
            scene.Engine.Images.Load(exchange.Request);
            await ScriptedResponses.Lines("""{"stream":"Loaded image ID: x\n"}""", """{"stream":"Error unpacking image x: apply layer error\n"}""")(exchange);
        });

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(BuildStrategy.Dockerfile, result.Strategy);
        Assert.AreEqual($"sha256:base {result.Id}", string.Join(' ', scene.Engine.Images.All.Select(image => image.Id)));
    }

    private static BuildScene SceneWith(ScriptedStore store)
    {
        var scene = BuildScene.WithStore(store);
        scene.Engine.Images.KeepsUnpacked = true;
        return scene;
    }

    private static string Sent(BuildScene scene) => string.Join(' ', BuildScene.LayersIn(scene.Loads[^1]));

    private static void AssertNamed(BuildScene scene, string id)
    {
        var image = scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name));
        Assert.AreEqual((id, true), (image.Id, image.IsComplete));
        Assert.IsTrue(scene.Engine.Images.All.All(other => other.IsComplete));
    }
}
