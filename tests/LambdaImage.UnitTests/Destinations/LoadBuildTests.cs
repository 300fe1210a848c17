using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Pipeline;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Destinations;

/// <summary>Images that are put together here, on engines that can load them.</summary>
[TestClass]
public sealed class LoadBuildTests
{
    private const string All = "opt/file var/task/bootstrap";
    private const string Function = "var/task/bootstrap";

    private static readonly string[] Triggers = ["RUN true"];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_loads_and_tags_the_image(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);

        var result = await scene.BuildAsync(Token);

        var image = scene.Engine.Images.All[^1];
        Assert.AreEqual((false, BuildStrategy.Load, image.Id), (result.Skipped, result.Strategy, result.Id));
        Assert.AreEqual(BuildScene.Name, string.Join(' ', image.Tags));
        Assert.AreEqual(result.Fingerprint, image.Labels["lambdaimage.fingerprint"]);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
        Assert.IsEmpty(scene.LeftBehind);
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_sends_all_layers_once_and_none_of_the_base(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);

        await scene.BuildAsync(Token);

        Assert.AreEqual(All, Sent(scene));
        Assert.HasCount(3, scene.Engine.Images.All[^1].Layers);
        Assert.AreEqual("quiet=1", string.Join('&', scene.Loads.Single().Query.Select(pair => $"{pair.Name}={pair.Value}")));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_of_an_image_that_is_up_to_date_makes_one_request_and_opens_no_file_of_a_layer(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        var first = await scene.BuildAsync(Token);
        var before = scene.Engine.Requests.Count;
        using var layer = Hold(scene.LayerFolder, "file");
        using var function = Hold(scene.FunctionFolder, "bootstrap");

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual("GET /images/json", string.Join(' ', scene.Engine.Requests.Skip(before)));
        Assert.AreEqual((true, first.Id, first.Fingerprint), (second.Skipped, second.Id, second.Fingerprint));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_after_a_change_of_code_sends_the_function_alone_and_opens_no_file_below_it(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        using var layer = Hold(scene.LayerFolder, "file");

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual((BuildStrategy.Load, Function), (result.Strategy, Sent(scene)));
        Assert.AreEqual(result.Id, scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Id);
        Assert.Contains(message => message.Level == MessageLevel.Normal && message.Text == "Loading the image with 1 of 2 layers; the engine has the others", scene.Messages);
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_after_a_change_of_a_layer_sends_it_and_what_lies_on_it(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildAsync(Token);
        scene.WriteLayer("file", "changed");

        await scene.BuildAsync(Token);

        Assert.AreEqual(All, Sent(scene));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_after_a_change_of_a_property_sends_no_layer(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        var first = await scene.BuildAsync(Token);
        scene.Spec = scene.Spec with { Handler = "Other" };

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual(string.Empty, Sent(scene));
        Assert.AreNotEqual(first.Id, second.Id);
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_that_is_forced_makes_the_same_image_and_sends_no_layer(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        var first = await scene.BuildAsync(Token);
        scene.Spec = scene.Spec with { ForceBuild = true };

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual((false, first.Id, string.Empty), (second.Skipped, second.Id, Sent(scene)));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_whose_known_layers_were_removed_meanwhile_sends_all(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        scene.Engine.On("POST", "/images/load", ScriptedResponses.After(
            BuildScene.StartLength + 1,
            () => scene.Engine.Images.Remove(BuildScene.Name),
            scene.Engine.Images.LoadAsync));

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual((BuildStrategy.Load, All), (result.Strategy, Sent(scene)));
        Assert.HasCount(3, scene.Loads);
        Assert.AreEqual(result.Id, scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Id);
        Assert.Contains(message => message.Level == MessageLevel.Low && message.Text.StartsWith("The engine wants all layers: ", StringComparison.Ordinal), scene.Messages);
    }

    [TestMethod]
    [DataRow("host:5000/hello:1", LayerCompression.Auto, true)]
    [DataRow("me/hello:1", LayerCompression.Auto, true)]
    [DataRow("hello:1", LayerCompression.Auto, false)]
    [DataRow("host:5000/hello:1", LayerCompression.None, false)]
    [DataRow("hello:1", LayerCompression.Gzip, true)]
    public async Task BuildAsync_into_a_store_that_pushes_layers_as_they_are_compresses_those_for_a_registry(string name, LayerCompression compression, bool isCompressed)
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        scene.Spec = scene.Spec with { Names = [ImageReference.Parse(name)], Destinations = new() { Compression = compression } };

        await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");
        scene.Settle();
        await scene.BuildAsync(Token);

        var blobs = scene.Loads.Select(load => load.ReadTar().Where(file => file.Key.StartsWith("blobs/", StringComparison.Ordinal) && file.Value[0] != (byte)'{').ToList()).ToList();
        Assert.AreEqual("2 1", string.Join(' ', blobs.Select(load => load.Count)));
        Assert.IsTrue(blobs.SelectMany(load => load).All(blob => (blob.Value[0], blob.Value[1]) == (0x1f, 0x8b) == isCompressed));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_with_several_names_gives_all_of_them(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.Spec = scene.Spec with { Names = [.. scene.Spec.Names, ImageReference.Parse("me/hello:1"), ImageReference.Parse("host:5000/hello:2")] };

        await scene.BuildAsync(Token);

        Assert.AreEqual("hello:latest me/hello:1 host:5000/hello:2", string.Join(' ', scene.Engine.Images.All[^1].Tags));

        // An archive of Docker's holds all names, a layout one for Podman, and none for containerd.
        var tagged = store switch { ScriptedStore.GraphDriver => 0, ScriptedStore.Podman => 2, _ => 3 };
        Assert.HasCount(tagged, scene.Engine.Requests.Where(request => request.Path.EndsWith("/tag", StringComparison.Ordinal)));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_with_a_layer_twice_loads_it_twice(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.Spec = scene.Spec with { Layers = [scene.Spec.Layers[0], .. scene.Spec.Layers] };

        var result = await scene.BuildAsync(Token);

        var layers = scene.Engine.Images.All[^1].Layers;
        Assert.AreEqual((BuildStrategy.Load, 4, layers[1]), (result.Strategy, layers.Count, layers[2]));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_hands_on_what_the_base_says(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.Engine.Images.Remove(BuildScene.Base);
        scene.Engine.Images.Add(BuildScene.BaseImage with { Entrypoint = ["/run"], Labels = new Dictionary<string, string> { ["of"] = "base" } });

        await scene.BuildAsync(Token);

        Assert.AreEqual(("/run", "base"), (scene.Engine.Images.All[^1].Entrypoint.Single(), scene.Engine.Images.All[^1].Labels["of"]));
    }

    [TestMethod]
    public async Task BuildAsync_with_the_strategy_dockerfile_does_not_ask_for_the_store()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Spec = scene.Spec with { Strategy = BuildStrategy.Dockerfile };

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(BuildStrategy.Dockerfile, result.Strategy);
        Assert.IsEmpty(scene.Engine.RequestsOf("GET", "/info"));
    }

    [TestMethod]
    public async Task BuildAsync_on_an_engine_that_does_not_tell_of_its_store_builds_with_a_Dockerfile_and_says_why()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Engine.On("GET", "/info", ScriptedResponses.Refusal(403, "not through this proxy"));

        await AssertTakenOverAsync(scene, "HTTP 403");
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_on_a_base_with_triggers_builds_with_a_Dockerfile_and_says_why(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.Engine.Images.Remove(BuildScene.Base);
        scene.Engine.Images.Add(BuildScene.BaseImage with { Config = new Dictionary<string, object> { ["OnBuild"] = Triggers } });

        await AssertTakenOverAsync(scene, "ONBUILD");
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_on_a_base_of_which_no_layers_are_told_builds_with_a_Dockerfile_and_says_why(ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        scene.Engine.Images.Remove(BuildScene.Base);
        scene.Engine.Images.Add(BuildScene.BaseImage with { Layers = [] });

        await AssertTakenOverAsync(scene, "layers");
    }

    [TestMethod]
    public async Task BuildAsync_on_an_engine_that_does_not_send_the_base_builds_with_a_Dockerfile_and_says_why()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        scene.Engine.On("GET", "/images/sha256:base/get", ScriptedResponses.Refusal(404, "content digest sha256:gone: not found"));

        await AssertTakenOverAsync(scene, "content digest sha256:gone: not found");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("<html>no tar</html>")]
    public async Task BuildAsync_on_an_engine_that_sends_something_else_than_the_base_builds_with_a_Dockerfile_and_says_why(string body)
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        scene.Engine.On("GET", "/images/sha256:base/get", ScriptedResponses.Body(string.Concat(Enumerable.Repeat(body, 100)), type: "application/x-tar"));

        await AssertTakenOverAsync(scene, "does not tell what 127.0.0.1:5000/lambda/provided:al2023-x86_64 is made of");
    }

    private static FileStream Hold(string folder, string name) => new(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.None);

    private static string Sent(BuildScene scene) => string.Join(' ', BuildScene.LayersIn(scene.Loads[^1]));

    private async Task AssertTakenOverAsync(BuildScene scene, string why)
    {
        var result = await scene.BuildAsync(Token);

        Assert.AreEqual((BuildStrategy.Dockerfile, "sha256:built1"), (result.Strategy, result.Id));
        Assert.IsEmpty(scene.Loads);
        var told = scene.Messages.Single(message => message.Text.StartsWith("Building with a Dockerfile instead of loading the image: ", StringComparison.Ordinal));
        Assert.AreEqual(MessageLevel.Normal, told.Level);
        Assert.Contains(why, told.Text);
        Assert.IsEmpty(scene.LeftBehind);
    }
}
