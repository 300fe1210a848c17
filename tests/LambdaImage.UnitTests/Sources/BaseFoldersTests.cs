using LambdaImage.Engines.Requests;
using LambdaImage.Specification;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Pipeline;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Sources;

/// <summary>Bases that have links where layers go.</summary>
[TestClass]
public sealed class BaseFoldersTests
{
    private static readonly Dictionary<string, string> Links = new() { ["/opt"] = "usr/local/opt", ["/var"] = "/mnt", ["/mnt/task"] = "../srv/task" };

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("/opt", "/opt", "")]
    [DataRow("/opt", "/usr/opt", "/opt=usr/opt")]
    [DataRow("/opt", "/usr/opt", "/opt=/usr/opt")]
    [DataRow("/opt", "/usr/opt", "/opt=./usr//opt/")]
    [DataRow("/opt", "/usr/opt", "/opt=../../usr/opt")]
    [DataRow("/opt", "/c", "/opt=/a /a=b /b=/c")]
    [DataRow("/var/task", "/mnt/task", "/var=mnt")]
    [DataRow("/var/task", "/var/code", "/var/task=code")]
    [DataRow("/var/task", "/code", "/var/task=../code")]
    [DataRow("/var/task", "/srv/code", "/var=/mnt /mnt/task=/srv/code")]
    [DataRow("/var/task", "/x/task", "/var=/a/b/../../x")]
    [DataRow("/var/task", "/real/b/task", "/var=/a/b /a=real")]
    [DataRow("/opt", "/opt", "/opt=opt")]
    [DataRow("/opt", "/opt", "/opt=/a /a=/opt")]
    [DataRow("/opt", "/opt", "/opt=/")]
    public async Task ResolveAsync_follows_links_as_Linux_does(string path, string expected, string links)
    {
        var targets = links.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(link => link.Split('=')).ToDictionary(link => link[0], link => link[1]);

        Assert.AreEqual(expected, await ImageFolders.ResolveAsync(path, link => ValueTask.FromResult(targets.GetValueOrDefault(link))));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_on_a_base_with_links_puts_the_files_where_they_lead(ScriptedStore store)
    {
        await using var scene = SceneWith(store);

        await scene.BuildAsync(Token);

        Assert.AreEqual("usr/local/opt/file srv/task/bootstrap", string.Join(' ', BuildScene.LayersIn(scene.Loads.Single())));
    }

    [TestMethod]
    public async Task BuildAsync_with_a_Dockerfile_on_a_base_with_links_puts_the_files_where_they_lead()
    {
        await using var scene = SceneWith(ScriptedStore.Unknown);

        await scene.BuildAsync(Token);

        var layers = scene.Engine.RequestsOf("POST", "/build").Single().ReadTar().Where(file => file.Key.EndsWith(".tar", StringComparison.Ordinal));
        Assert.AreEqual(
            "usr/local/opt/file srv/task/bootstrap",
            string.Join(' ', layers.SelectMany(layer => RecordedRequest.ReadTar(layer.Value).Keys).Where(name => !name.EndsWith('/'))));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_on_a_base_that_was_looked_into_makes_no_container(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        var first = await scene.BuildAsync(Token);
        var second = await scene.BuildAsync(Token);
        scene.WriteFunction("bootstrap", "changed");

        var third = await scene.BuildAsync(Token);

        Assert.AreEqual((true, false), (second.Skipped, third.Skipped));
        Assert.AreNotEqual(first.Id, third.Id);
        Assert.HasCount(1, scene.Engine.RequestsOf("POST", "/containers/create"));
        Assert.HasCount(1, scene.Engine.RequestsOf("DELETE", "/containers/"));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_of_a_layer_for_a_folder_below_a_link_puts_its_files_where_that_leads(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        await scene.BuildAsync(Token);
        scene.Spec = scene.Spec with { Layers = [scene.Spec.Layers[0] with { Folder = "/mnt/task/tools" }, scene.Spec.Layers[1]] };

        await scene.BuildAsync(Token);
        var again = await scene.BuildAsync(Token);

        Assert.AreEqual("srv/task/tools/file srv/task/bootstrap", string.Join(' ', BuildScene.LayersIn(scene.Loads[^1])));
        Assert.IsTrue(again.Skipped);
        Assert.HasCount(2, scene.Engine.RequestsOf("POST", "/containers/create"));
    }

    [TestMethod]
    public async Task BuildAsync_on_an_engine_that_makes_no_containers_builds_and_says_so()
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);
        scene.Engine.On("POST", "/containers", ScriptedResponses.Refusal(403, "not on this proxy"));

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(BuildStrategy.Load, result.Strategy);
        Assert.Contains(
            message => message.Level == MessageLevel.Low && message.Text.Contains("not on this proxy", StringComparison.Ordinal),
            scene.Messages);
    }

    [TestMethod]
    [DataRow("HEAD", "not base64")]
    [DataRow("HEAD", "bnVsbA==")]
    [DataRow("HEAD", "eyJtb2RlIjoiYSJ9")]
    public async Task BuildAsync_on_an_engine_that_tells_of_paths_in_another_form_builds(string method, string stat)
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);
        scene.Engine.On(method, "/containers", exchange => exchange.SendAsync(200, [], "application/json", $"X-Docker-Container-Path-Stat: {stat}\r\n"));

        Assert.AreEqual(BuildStrategy.Load, (await scene.BuildAsync(Token)).Strategy);
    }

    private static BuildScene SceneWith(ScriptedStore store)
    {
        var scene = BuildScene.WithStore(store);
        scene.Engine.Images.Remove(BuildScene.Base);
        scene.Engine.Images.Add(BuildScene.BaseImage with { Id = "sha256:linked", Links = Links });
        return scene;
    }
}
