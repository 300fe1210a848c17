using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline;

[TestClass]
public sealed class ImageBuilderTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_without_image_builds_and_tags_it()
    {
        await using var scene = BuildScene.WithBase();

        var result = await scene.BuildAsync(Token);

        Assert.IsFalse(result.Skipped);
        Assert.AreEqual(("sha256:built1", BuildScene.Name), (result.Id, result.Name.ToString()));
        Assert.AreEqual(BuildScene.Name, string.Join(' ', scene.Engine.Images.All[^1].Tags));
        Assert.IsEmpty(scene.LeftBehind);
    }

    [TestMethod]
    public async Task BuildAsync_sends_each_layer_as_one_tar_and_the_dockerfile_after_them()
    {
        await using var scene = BuildScene.WithBase();

        await scene.BuildAsync(Token);

        var context = scene.Engine.RequestsOf("POST", "/build").Single().ReadTar();
        Assert.AreEqual("layer0.tar Dockerfile", string.Join(' ', context.Keys));
        Assert.AreEqual("opt/ opt/file", string.Join(' ', RecordedRequest.ReadTar(context["layer0.tar"]).Keys));
    }

    [TestMethod]
    public async Task BuildAsync_asks_for_the_platform_and_the_names_and_no_versioned_api()
    {
        await using var scene = BuildScene.WithBase();

        await scene.BuildAsync(Token);

        var request = scene.Engine.RequestsOf("POST", "/build").Single();
        Assert.AreEqual("linux/amd64", request.Values("platform").Single());
        Assert.AreEqual(BuildScene.Name, request.Values("t").Single());
        Assert.DoesNotContain(recorded => recorded.Path.StartsWith("/v1", StringComparison.Ordinal), scene.Engine.Requests);
    }

    [TestMethod]
    public async Task BuildAsync_of_an_image_that_is_up_to_date_makes_one_request_without_body()
    {
        await using var scene = BuildScene.WithBase();
        await scene.BuildAsync(Token);
        var before = scene.Engine.Requests.Count;

        var result = await scene.BuildAsync(Token);

        var request = scene.Engine.Requests.Skip(before).Single();
        Assert.AreEqual(("GET /images/json", 0L), (request.ToString(), request.BodyLength));
        Assert.AreEqual((true, "sha256:built1"), (result.Skipped, result.Id));
    }

    [TestMethod]
    public async Task BuildAsync_of_an_image_that_is_up_to_date_leaves_it_as_it_is()
    {
        await using var scene = BuildScene.WithBase();
        await scene.BuildAsync(Token);
        var before = string.Join(' ', scene.Engine.Images.All.Select(image => image.Id));

        await scene.BuildAsync(Token);

        Assert.AreEqual(before, string.Join(' ', scene.Engine.Images.All.Select(image => image.Id)));
    }

    [TestMethod]
    public async Task BuildAsync_after_touching_a_files_time_builds_nothing()
    {
        await using var scene = BuildScene.WithBase();
        await scene.BuildAsync(Token);
        File.SetLastWriteTimeUtc(Path.Combine(scene.LayerFolder, "file"), DateTime.UnixEpoch);

        Assert.IsTrue((await scene.BuildAsync(Token)).Skipped);
    }

    [TestMethod]
    [DataRow("content")]
    [DataRow("property")]
    [DataRow("base")]
    [DataRow("removed")]
    [DataRow("foreign")]
    public async Task BuildAsync_after_a_change_builds_again(string change)
    {
        await using var scene = BuildScene.WithBase();
        await scene.BuildAsync(Token);
        Change(scene, change);

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual((false, 2), (result.Skipped, scene.Engine.RequestsOf("POST", "/build").Count));
    }

    [TestMethod]
    public async Task BuildAsync_that_is_forced_builds_again()
    {
        await using var scene = BuildScene.WithBase();
        await scene.BuildAsync(Token);
        scene.Spec = scene.Spec with { ForceBuild = true };

        Assert.IsFalse((await scene.BuildAsync(Token)).Skipped);
    }

    [TestMethod]
    public async Task BuildAsync_with_a_further_tag_tags_without_building()
    {
        await using var scene = BuildScene.WithBase();
        await scene.BuildAsync(Token);
        scene.Spec = scene.Spec with { Names = [.. scene.Spec.Names, ImageReference.Parse("host:5000/hello:2")] };

        var result = await scene.BuildAsync(Token);

        Assert.IsTrue(result.Skipped);
        Assert.HasCount(1, scene.Engine.RequestsOf("POST", "/build"));
        Assert.AreEqual("hello:latest host:5000/hello:2", string.Join(' ', scene.Engine.Images.All[^1].Tags));
    }

    [TestMethod]
    public async Task BuildAsync_without_base_pulls_it_and_builds()
    {
        await using var scene = new BuildScene();
        scene.Engine.Images.AddToRegistry(BuildScene.BaseImage);

        var result = await scene.BuildAsync(Token);

        var pull = scene.Engine.RequestsOf("POST", "/images/create").Single();
        Assert.AreEqual(
            ("127.0.0.1:5000/lambda/provided", "al2023-x86_64", "linux/amd64"),
            (pull.Values("fromImage").Single(), pull.Values("tag").Single(), pull.Values("platform").Single()));
        Assert.AreEqual("sha256:built1", result.Id);
    }

    [TestMethod]
    public async Task BuildAsync_that_always_pulls_pulls_a_base_that_is_there()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.Images.AddToRegistry(BuildScene.BaseImage with { Id = "sha256:newer" });
        scene.Spec = scene.Spec with { PullPolicy = PullPolicy.Always };

        await scene.BuildAsync(Token);

        Assert.HasCount(1, scene.Engine.RequestsOf("POST", "/images/create"));
    }

    [TestMethod]
    public async Task BuildAsync_knows_the_digest_of_its_base()
    {
        await using var scene = new BuildScene();
        var digest = "sha256:" + new string('d', 64);
        scene.Engine.Images.Add(BuildScene.BaseImage with { Digests = ["127.0.0.1:5000/lambda/provided@" + digest] });

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(digest, result.BaseDigest?.ToString());

        // An image that is the same whatever way its base came says nothing of that way.
        Assert.DoesNotContain("org.opencontainers.image.base.digest", scene.Engine.Images.All[^1].Labels.Keys);
    }

    [TestMethod]
    public async Task BuildAsync_on_a_base_of_another_architecture_fails_before_it_sends_anything()
    {
        await using var scene = new BuildScene();
        scene.Engine.Images.Add(BuildScene.BaseImage with { Architecture = "arm64" });

        var failure = await Expect.FailureAsync(DiagnosticCodes.BaseArchitectureMismatch, () => scene.BuildAsync(Token));

        Assert.Contains("docker pull --platform linux/amd64", failure.Message);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/build"));
    }

    [TestMethod]
    public async Task BuildAsync_with_a_wrong_layer_and_a_refusing_engine_tells_of_the_layer()
    {
        await using var scene = BuildScene.WithBase();
        scene.Engine.On("GET", "/images/json", ScriptedResponses.Refusal(500, "no"));
        Directory.Delete(scene.LayerFolder, recursive: true);

        await Expect.FailureAsync(DiagnosticCodes.LayerNotFound, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    public async Task BuildAsync_tells_the_most_important_first_and_bytes_last()
    {
        await using var scene = BuildScene.WithBase();

        await scene.BuildAsync(Token);

        var messages = scene.Messages.Select(message => (message.Level, message.Text)).ToList();
        Assert.AreEqual((MessageLevel.High, $"Building image {BuildScene.Name} on {BuildScene.Base} (x86_64)"), messages[0]);
        Assert.Contains((MessageLevel.Normal, "/opt <- layer: 1 file, 5 B"), messages);
        Assert.Contains((MessageLevel.Normal, "Step 1/2 : FROM base"), messages);
        Assert.HasCount(1, messages.Where(message => message.Level == MessageLevel.Low && message.Text.StartsWith("Sent layer, ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task BuildAsync_over_a_socket_builds()
    {
        using var folder = new TemporaryFolder();
        await using var engine = new ScriptedEngine(folder.At("docker.sock"));
        await using var scene = new BuildScene();
        engine.Images.Add(BuildScene.BaseImage);

        var result = await scene.BuildAsync(engine.Address, Token);

        Assert.AreEqual("sha256:built1", result.Id);
    }

    private static void Change(BuildScene scene, string change)
    {
        switch (change)
        {
            case "content":
                scene.WriteLayer("file", "HELLO!");
                break;
            case "property":
                scene.Spec = scene.Spec with { Handler = "Other" };
                break;
            case "base":
                scene.Engine.Images.AddToRegistry(BuildScene.BaseImage with { Id = "sha256:newer" });
                scene.Spec = scene.Spec with { PullPolicy = PullPolicy.Always };
                break;
            default:
                scene.Engine.Images.Remove(BuildScene.Name);
                if (change == "foreign")
                {
                    scene.Engine.Images.Add(new("sha256:foreign") { Tags = [BuildScene.Name] });
                }

                break;
        }
    }
}
