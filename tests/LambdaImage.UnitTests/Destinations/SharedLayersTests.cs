using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Pipeline;

namespace LambdaImage.UnitTests.Destinations;

/// <summary>Which layers are not sent because another image has them.</summary>
[TestClass]
public sealed class SharedLayersTests
{
    private const int MostInspected = 32;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_of_a_project_whose_layers_another_one_sent_sends_the_function_alone(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildOtherAsync(Other(scene, scene.Write("other-function/other", "other"u8.ToArray())), Token);

        await scene.BuildAsync(Token);

        Assert.AreEqual("var/task/bootstrap", Sent(scene));
        Assert.DoesNotContain(message => message.Text.StartsWith("Waiting", StringComparison.Ordinal), scene.Messages);
    }

    [TestMethod]
    public async Task BuildAsync_of_a_project_whose_emulator_another_one_sent_sends_the_function_alone()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        var emulator = scene.Write("rie", ElfFile.For("x86_64"));
        scene.Spec = scene.Spec with { Emulator = new(EmulatorMode.Always, emulator, ImageReference.Parse("unused")) };
        await scene.BuildOtherAsync(Other(scene, scene.Write("other-function/other", "other"u8.ToArray())), Token);

        await scene.BuildAsync(Token);

        Assert.AreEqual("var/task/bootstrap", Sent(scene));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_on_another_base_sends_all_layers(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildAsync(Token);
        scene.Engine.Images.Add(new("sha256:another") { Tags = ["another:1"] });

        await scene.BuildOtherAsync(scene.Spec with { Names = [ImageReference.Parse("other")], BaseImage = ImageReference.Parse("another:1") }, Token);

        Assert.AreEqual("opt/file var/task/bootstrap", Sent(scene));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_with_a_layer_below_the_one_that_is_there_sends_both(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildAsync(Token);
        var below = scene.Spec.Layers[0] with { Name = "below", Source = new FolderSource(Path.GetDirectoryName(scene.Write("below/lower", "lower"u8.ToArray()))!) };
        scene.Spec = scene.Spec with { Layers = [below, .. scene.Spec.Layers] };
        scene.Settle();

        await scene.BuildAsync(Token);

        Assert.AreEqual("opt/lower opt/file var/task/bootstrap", Sent(scene));
    }

    [TestMethod]
    public async Task BuildAsync_does_not_rely_on_images_that_are_not_ours()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        await scene.BuildAsync(Token);
        var foreign = scene.Engine.Images.All[^1] with { Id = "sha256:foreign", Labels = new Dictionary<string, string>(), Tags = ["foreign:1"] };
        scene.Engine.Images.Remove(BuildScene.Name);
        scene.Engine.Images.Add(foreign);

        await scene.BuildAsync(Token);

        Assert.AreEqual("opt/file var/task/bootstrap", Sent(scene));
    }

    [TestMethod]
    public async Task BuildAsync_with_many_images_of_ours_looks_at_the_first_of_them_only()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        await scene.BuildAsync(Token);
        scene.Engine.Images.Remove(BuildScene.Name);
        for (var i = 0; i < 3 * MostInspected; i++)
        {
            scene.Engine.Images.Add(new("sha256:ours" + i) { Tags = ["ours:" + i], Labels = new Dictionary<string, string> { ["lambdaimage.fingerprint"] = "x" } });
        }

        await scene.BuildAsync(Token);

        Assert.HasCount(MostInspected, scene.Engine.RequestsOf("GET", "/images/sha256:ours"));
    }

    [TestMethod]
    public async Task BuildAsync_with_an_image_that_has_all_looks_at_no_other()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Engine.Images.Add(new("sha256:ours") { Tags = ["ours:1"], Labels = new Dictionary<string, string> { ["lambdaimage.fingerprint"] = "x" } });
        var first = await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        var before = scene.Engine.Requests.Count;

        await scene.BuildAsync(Token);

        var inspected = scene.Engine.Requests.Skip(before).Select(request => request.ToString()).ToList();
        Assert.Contains($"GET /images/{first.Id}/json", inspected);
        Assert.DoesNotContain("GET /images/sha256:ours/json", inspected);
    }

    [TestMethod]
    public async Task BuildAsync_with_an_image_that_goes_while_it_is_looked_at_sends_all_layers()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        var first = await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        scene.Engine.On("GET", $"/images/{first.Id}", ScriptedResponses.Refusal(404, "No such image"));

        await scene.BuildAsync(Token);

        Assert.AreEqual("opt/file var/task/bootstrap", Sent(scene));
    }

    [TestMethod]
    public async Task BuildAsync_without_layers_but_the_function_takes_no_turn()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Spec = scene.Spec with { Layers = [scene.Spec.Layers[^1]] };

        await scene.BuildAsync(Token);

        // That of the image's name, and the one by which it is seen whether locks can be had.
        Assert.HasCount(2, Directory.GetFiles(Path.Combine(scene.CacheFolder, "locks")));
    }

    [TestMethod]
    public async Task BuildAsync_whose_locks_can_not_be_opened_builds_and_says_so()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        await scene.BuildAsync(Token);
        foreach (var file in Directory.GetFiles(Path.Combine(scene.CacheFolder, "locks")).Where(file => Path.GetFileName(file) != "probe.lock"))
        {
            File.Delete(file);
            Directory.CreateDirectory(file);
        }

        scene.WriteLayer("file", "changed");

        Assert.IsFalse((await scene.BuildAsync(Token)).Skipped);
        Assert.Contains(message => message.Text.StartsWith("Builds at the same time are not waited for: ", StringComparison.Ordinal), scene.Messages);
    }

    private static ImageSpec Other(BuildScene scene, string function)
    {
        scene.Settle();
        return scene.Spec with
        {
            Project = "Other",
            Names = [ImageReference.Parse("other")],
            Layers = [scene.Spec.Layers[0], scene.Spec.Layers[1] with { Source = new FolderSource(Path.GetDirectoryName(function)!) }],
        };
    }

    private static string Sent(BuildScene scene) => string.Join(' ', BuildScene.LayersIn(scene.Loads[^1]));
}
