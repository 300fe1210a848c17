using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>The base image is not there, and can't be had.</summary>
[TestClass]
public sealed class PullFaultTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_on_a_base_that_the_registry_lacks_fails_and_names_it()
    {
        await using var scene = new BuildScene();

        var failure = await Expect.FailureAsync(DiagnosticCodes.BaseImageNotFound, () => scene.BuildAsync(Token));

        Assert.Contains(BuildScene.Base, failure.Message);
        Assert.Contains("manifest unknown", failure.Message);
        Assert.IsFalse(Directory.Exists(scene.WorkFolder));
    }

    [TestMethod]
    [DataRow("pull access denied for base, repository does not exist or may require 'docker login'")]
    [DataRow("manifest for base:1 not found")]
    public async Task BuildAsync_on_a_base_that_the_registry_does_not_show_fails(string message)
    {
        await using var scene = new BuildScene();
        scene.Engine.On("POST", "/images/create", ScriptedResponses.Refusal(404, message));

        await Expect.FailureAsync(DiagnosticCodes.BaseImageNotFound, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    [DataRow(500, "Get https://public.ecr.aws/v2/: dial tcp: lookup public.ecr.aws: no such host", "LAMBDAIMAGE1011")]
    [DataRow(500, "toomanyrequests: rate exceeded", "LAMBDAIMAGE1010")]
    [DataRow(500, "Get https://127.0.0.1:5000/v2/: no basic auth credentials", "LAMBDAIMAGE1008")]
    [DataRow(403, "denied: your authorization token has expired", "LAMBDAIMAGE1009")]
    [DataRow(500, "failed to register layer: no space left on device", "LAMBDAIMAGE1004")]
    public async Task BuildAsync_on_a_base_that_can_not_be_pulled_fails_with_the_engines_words(int status, string message, string code)
    {
        await using var scene = new BuildScene();
        scene.Engine.On("POST", "/images/create", ScriptedResponses.Refusal(status, message));

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => scene.BuildAsync(Token));

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.Contains(message, failure.Message);
    }

    [TestMethod]
    public async Task BuildAsync_with_an_error_in_the_pulls_stream_fails_with_the_engines_words()
    {
        await using var scene = new BuildScene();
        scene.Engine.On("POST", "/images/create", ScriptedResponses.Lines(
            "{\"status\":\"Pulling fs layer\",\"id\":\"1\"}",
            "{\"errorDetail\":{\"message\":\"unexpected EOF\"},\"error\":\"unexpected EOF\"}"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.RegistryUnreachable, () => scene.BuildAsync(Token));

        Assert.Contains("unexpected EOF", failure.Message);
    }

    [TestMethod]
    public async Task BuildAsync_with_a_pull_cut_off_fails()
    {
        await using var scene = new BuildScene();
        scene.Engine.On("POST", "/images/create", ScriptedResponses.CutOffLines("{\"status\":\"Pulling fs layer\",\"id\":\"1\"}"));

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    public async Task BuildAsync_when_the_base_is_not_there_after_the_pull_fails()
    {
        await using var scene = new BuildScene();
        scene.Engine.On("POST", "/images/create", ScriptedResponses.Lines("{\"status\":\"Pull complete\"}"));

        await Expect.FailureAsync(DiagnosticCodes.BaseImageNotFound, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    public async Task BuildAsync_that_never_pulls_fails_without_asking()
    {
        await using var scene = new BuildScene();
        scene.Spec = scene.Spec with { PullPolicy = PullPolicy.Never };

        var failure = await Expect.FailureAsync(DiagnosticCodes.BaseImageNotFound, () => scene.BuildAsync(Token));

        Assert.Contains("LambdaImagePullPolicy is Never", failure.Message);
        Assert.HasCount(1, scene.Engine.Requests);
    }

    [TestMethod]
    public async Task BuildAsync_on_a_base_by_digest_pulls_the_digest()
    {
        await using var scene = new BuildScene();
        var name = "127.0.0.1:5000/base@sha256:" + new string('d', 64);
        scene.Engine.Images.AddToRegistry(new("sha256:base") { Digests = [name] });
        scene.Spec = scene.Spec with { BaseImage = ImageReference.Parse(name) };

        await scene.BuildAsync(Token);

        var pull = scene.Engine.RequestsOf("POST", "/images/create").Single();
        Assert.AreEqual("sha256:" + new string('d', 64), pull.Values("tag").Single());
    }

    [TestMethod]
    public async Task BuildAsync_tells_of_each_status_of_a_pull_once()
    {
        await using var scene = new BuildScene();
        scene.Engine.Images.AddToRegistry(BuildScene.BaseImage);
        scene.Engine.On("POST", "/images/create", async exchange =>
        {
            scene.Engine.Images.Add(BuildScene.BaseImage);
            await ScriptedResponses.Lines(
                "{\"status\":\"Downloading\",\"id\":\"1\",\"progressDetail\":{\"current\":1,\"total\":9}}",
                "{\"status\":\"Downloading\",\"id\":\"1\",\"progressDetail\":{\"current\":5,\"total\":9}}",
                "{\"status\":\"Pull complete\",\"id\":\"1\"}")(exchange);
        });

        await scene.BuildAsync(Token);

        Assert.AreEqual("1: Downloading;1: Pull complete", string.Join(';', scene.Messages.Select(message => message.Text).Where(text => text.StartsWith("1:", StringComparison.Ordinal))));
    }

    [TestMethod]
    public async Task BuildAsync_with_an_error_text_without_detail_in_the_pulls_stream_fails_with_it()
    {
        await using var scene = new BuildScene();
        scene.Engine.On("POST", "/images/create", ScriptedResponses.Lines("{\"error\":\"toomanyrequests\"}"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.RegistryRateLimited, () => scene.BuildAsync(Token));

        Assert.Contains("toomanyrequests", failure.Message);
    }

    [TestMethod]
    [DataRow("no json")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("{\"status\":5}")]
    public async Task BuildAsync_with_odd_lines_in_the_pulls_stream_succeeds(string line)
    {
        await using var scene = new BuildScene();
        scene.Engine.On("POST", "/images/create", async exchange =>
        {
            scene.Engine.Images.Add(BuildScene.BaseImage);
            await ScriptedResponses.Lines("{\"status\":\"Downloading\",\"id\":\"1\"}", line, "{\"status\":\"Pull complete\",\"id\":\"1\"}")(exchange);
        });

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual("sha256:built1", result.Id);
    }
}
