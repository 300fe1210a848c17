using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>When the base image is pulled, and what is said when the registry does not answer for it.</summary>
[TestClass]
public sealed class PullPolicyTests
{
    private const string Repository = "127.0.0.1:5000/lambda/provided";

    private static readonly string OldDigest = "sha256:" + new string('a', 64);
    private static readonly string NewDigest = "sha256:" + new string('b', 64);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_if_newer_on_a_base_that_is_current_pulls_nothing()
    {
        await using var scene = IfNewer(OldDigest);

        await scene.BuildAsync(Token);

        Assert.IsEmpty(Pulls(scene));
        Assert.HasCount(1, scene.Engine.RequestsOf("GET", $"/distribution/{BuildScene.Base}/json"));
    }

    [TestMethod]
    public async Task BuildAsync_if_newer_on_a_base_that_is_current_is_up_to_date_the_second_time()
    {
        await using var scene = IfNewer(OldDigest);
        await scene.BuildAsync(Token);

        var second = await scene.BuildAsync(Token);

        Assert.IsTrue(second.Skipped);
    }

    [TestMethod]
    public async Task BuildAsync_if_newer_on_a_base_that_has_changed_pulls_it_and_builds()
    {
        await using var scene = IfNewer(OldDigest);
        var first = await scene.BuildAsync(Token);
        scene.Engine.On("GET", "/distribution/", Digest(NewDigest));
        scene.Engine.Images.AddToRegistry(Base(NewDigest) with { Id = "sha256:newer" });

        var second = await scene.BuildAsync(Token);

        Assert.HasCount(1, Pulls(scene));
        Assert.IsFalse(second.Skipped);
        Assert.AreNotEqual(first.Fingerprint, second.Fingerprint);
        Assert.AreEqual(NewDigest, second.BaseDigest?.ToString());
    }

    [TestMethod]
    public async Task BuildAsync_if_newer_after_the_pull_of_a_change_is_up_to_date()
    {
        await using var scene = IfNewer(NewDigest);
        scene.Engine.Images.AddToRegistry(Base(NewDigest) with { Id = "sha256:newer" });
        await scene.BuildAsync(Token);

        var second = await scene.BuildAsync(Token);

        Assert.IsTrue(second.Skipped);
        Assert.HasCount(1, Pulls(scene));
    }

    [TestMethod]
    public async Task BuildAsync_if_newer_on_a_base_with_several_digests_knows_each()
    {
        await using var scene = IfNewer(NewDigest, $"{Repository}@{OldDigest}", $"{Repository}@{NewDigest}");

        await scene.BuildAsync(Token);

        Assert.IsEmpty(Pulls(scene));
    }

    [TestMethod]
    public async Task BuildAsync_if_newer_on_a_base_whose_digest_is_another_repositorys_pulls()
    {
        await using var scene = IfNewer(NewDigest, $"mirror.test/provided@{NewDigest}");
        scene.Engine.Images.AddToRegistry(Base(NewDigest));

        await scene.BuildAsync(Token);

        Assert.HasCount(1, Pulls(scene));
    }

    [TestMethod]
    public async Task BuildAsync_if_newer_on_a_base_that_was_never_pulled_pulls()
    {
        await using var scene = IfNewer(NewDigest, []);
        scene.Engine.Images.AddToRegistry(Base(NewDigest));

        await scene.BuildAsync(Token);

        Assert.HasCount(1, Pulls(scene));
    }

    [TestMethod]
    public async Task BuildAsync_if_newer_on_a_base_that_the_engine_lacks_pulls_without_asking()
    {
        await using var scene = new BuildScene();
        scene.Spec = scene.Spec with { PullPolicy = PullPolicy.IfNewer };
        scene.Engine.Images.AddToRegistry(Base(OldDigest));

        await scene.BuildAsync(Token);

        Assert.HasCount(1, Pulls(scene));
        Assert.IsEmpty(scene.Engine.RequestsOf("GET", "/distribution/"));
    }

    [TestMethod]
    public async Task BuildAsync_if_newer_on_a_base_by_digest_asks_nobody()
    {
        await using var scene = new BuildScene();
        var name = $"{Repository}@{OldDigest}";
        scene.Engine.Images.Add(new("sha256:base") { Digests = [name] });
        scene.Spec = scene.Spec with { PullPolicy = PullPolicy.IfNewer, BaseImage = ImageReference.Parse(name) };

        await scene.BuildAsync(Token);

        Assert.IsEmpty(scene.Engine.RequestsOf("GET", "/distribution/"));
        Assert.IsEmpty(Pulls(scene));
    }

    [TestMethod]
    [DataRow("Not Found\n", "text/plain")]
    [DataRow("", "text/plain")]
    [DataRow("<html>404</html>", "text/html")]
    public async Task BuildAsync_if_newer_on_an_engine_that_can_not_ask_warns_and_builds(string body, string type)
    {
        await using var scene = IfNewer(OldDigest);
        scene.Engine.On("GET", "/distribution/", ScriptedResponses.Body(body, 404, type));

        var result = await scene.BuildAsync(Token);

        var warning = scene.Messages.Single(message => message.Level == MessageLevel.Warning);
        Assert.AreEqual(DiagnosticCodes.RegistryNotAsked, warning.Descriptor);
        Assert.Contains(BuildScene.Base, warning.Text);
        Assert.AreEqual("sha256:built1", result.Id);
        Assert.IsEmpty(Pulls(scene));
    }

    [TestMethod]
    [DataRow(404, "manifest unknown", "LAMBDAIMAGE1003")]
    [DataRow(401, "unauthorized: authentication required", "LAMBDAIMAGE1008")]
    [DataRow(403, "denied: Your authorization token has expired. Reauthenticate and try again.", "LAMBDAIMAGE1009")]
    [DataRow(429, "toomanyrequests: Rate exceeded", "LAMBDAIMAGE1010")]
    [DataRow(500, "Get \"https://127.0.0.1:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused", "LAMBDAIMAGE1011")]
    [DataRow(500, "something else", "LAMBDAIMAGE1004")]
    public async Task BuildAsync_if_newer_on_a_registry_that_refuses_fails_with_the_engines_words(int status, string message, string code)
    {
        await using var scene = IfNewer(OldDigest);
        scene.Engine.On("GET", "/distribution/", ScriptedResponses.Refusal(status, message));

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => scene.BuildAsync(Token));

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.Contains(message.TrimEnd('.'), failure.Message);
        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/"));
    }

    [TestMethod]
    [DataRow("no json")]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("{\"Descriptor\":null}")]
    [DataRow("{\"Descriptor\":{\"digest\":5}}")]
    public async Task BuildAsync_if_newer_with_an_answer_that_makes_no_sense_fails(string body)
    {
        await using var scene = IfNewer(OldDigest);
        scene.Engine.On("GET", "/distribution/", ScriptedResponses.Body(body));

        await Expect.FailureAsync(DiagnosticCodes.EngineError, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    public async Task BuildAsync_that_always_pulls_does_so_each_time()
    {
        await using var scene = new BuildScene();
        scene.Spec = scene.Spec with { PullPolicy = PullPolicy.Always };
        scene.Engine.Images.AddToRegistry(Base(OldDigest));
        await scene.BuildAsync(Token);

        var second = await scene.BuildAsync(Token);

        Assert.HasCount(2, Pulls(scene));
        Assert.IsTrue(second.Skipped);
    }

    [TestMethod]
    [DataRow(PullPolicy.Missing)]
    [DataRow(PullPolicy.Never)]
    public async Task BuildAsync_on_a_base_that_the_engine_has_asks_nobody(PullPolicy policy)
    {
        await using var scene = IfNewer(NewDigest);
        scene.Spec = scene.Spec with { PullPolicy = policy };

        await scene.BuildAsync(Token);

        Assert.IsEmpty(scene.Engine.RequestsOf("GET", "/distribution/"));
        Assert.IsEmpty(Pulls(scene));
    }

    [TestMethod]
    public async Task BuildAsync_on_an_engine_that_heeds_no_platform_fails()
    {
        await using var scene = new BuildScene();
        scene.Engine.Images.Add(BuildScene.BaseImage with { Architecture = "arm64" });
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        var failure = await Expect.FailureAsync(DiagnosticCodes.ImageArchitectureMismatch, () => scene.BuildAsync(Token));

        Assert.Contains("built hello:latest for amd64, though arm64 was requested", failure.Message);
    }

    private static IReadOnlyList<RecordedRequest> Pulls(BuildScene scene) => scene.Engine.RequestsOf("POST", "/images/create");

    private static ScriptedImage Base(string digest) => BuildScene.BaseImage with { Digests = [$"{Repository}@{digest}"] };

    private static ScriptedResponse Digest(string digest) => ScriptedResponses.Body($$"""{"Descriptor":{"digest":"{{digest}}"},"Platforms":[]}""");

    private static BuildScene IfNewer(string digestInRegistry) => IfNewer(digestInRegistry, $"{Repository}@{OldDigest}");

    private static BuildScene IfNewer(string digestInRegistry, params string[] digestsOnEngine)
    {
        var scene = new BuildScene();
        scene.Engine.Images.Add(BuildScene.BaseImage with { Digests = digestsOnEngine });
        scene.Engine.On("GET", "/distribution/", Digest(digestInRegistry));
        scene.Spec = scene.Spec with { PullPolicy = PullPolicy.IfNewer };
        return scene;
    }
}
