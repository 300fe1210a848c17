using System.Collections.Concurrent;
using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Images that go from the build to a registry, without an engine.</summary>
[TestClass]
public sealed class PushTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_pushes_one_manifest_with_all_parts_to_all_tags()
    {
        await using var scene = new ExportScene();
        scene.Spec = scene.Spec with { Names = [.. scene.Spec.Names, ImageReference.Parse($"{scene.Registry.Host}/team/hello:latest")] };

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(scene.ManifestOf("team/hello:1"), scene.ManifestOf("team/hello:latest"));
        Assert.AreEqual(MemoryRegistry.DigestOf(System.Text.Encoding.UTF8.GetBytes(scene.ManifestOf("team/hello:1"))), result.Digest?.ToString());
        Assert.AreEqual($"{scene.Registry.Host}/team/hello@{result.Digest}", result.Reference);
        using var manifest = JsonDocument.Parse(scene.ManifestOf("team/hello:1"));
        Assert.AreEqual("application/vnd.oci.image.manifest.v1+json", manifest.RootElement.GetProperty("mediaType").GetString());
        Assert.AreEqual(result.Id, manifest.RootElement.GetProperty("config").GetProperty("digest").GetString());
        Assert.AreEqual(
            "application/vnd.oci.image.layer.v1.tar+gzip application/vnd.oci.image.layer.v1.tar+gzip",
            string.Join(' ', manifest.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("mediaType").GetString())));
    }

    [TestMethod]
    public async Task BuildAsync_takes_the_bases_layers_from_its_repository_in_the_same_registry()
    {
        await using var scene = new ExportScene();

        await scene.BuildAsync(Token);

        Assert.IsNotEmpty(scene.Registry.Requests.Where(request => request.Method == "POST" && request.Parameter("from") == ExportScene.BaseRepository));
        Assert.IsEmpty(LayersDownloaded(scene));
    }

    [TestMethod]
    public async Task BuildAsync_pushes_layers_with_the_same_content_once()
    {
        await using var scene = new ExportScene();
        scene.Write("same/file", "hello");
        File.SetLastWriteTimeUtc(scene.At("same/file"), DateTime.UnixEpoch.AddYears(40));
        scene.Spec = scene.Spec with { Layers = [.. scene.Spec.Layers, scene.Spec.Layers[0] with { Name = "same", Source = new FolderSource(scene.At("same")) }] };

        await scene.BuildAsync(Token);

        var layers = scene.Messages.Where(message => message.Text.StartsWith("Pushed ", StringComparison.Ordinal) && !message.Text.Contains("config", StringComparison.Ordinal));
        Assert.HasCount(1, layers);
        Assert.DoesNotContain(message => message.Text.StartsWith("Waiting", StringComparison.Ordinal), scene.Messages);
        Assert.IsTrue(scene.Registry.IsComplete("team/hello:1"));
    }

    [TestMethod]
    public async Task BuildAsync_tells_how_far_a_long_push_is()
    {
        await using var scene = new ExportScene();
        var clock = new ManualClock();
        scene.Waiting = clock;
        scene.Registry.Fault = request =>
        {
            // The body has come.
            clock.Advance(request.Method == "PUT" ? TimeSpan.FromSeconds(5) : TimeSpan.Zero);
            return null;
        };

        await scene.BuildAsync(Token);

        var told = scene.Messages.First(message => message.Percent is not null);
        Assert.StartsWith("Sent ", told.Text);
        Assert.Contains(" %)", told.Text);
    }

    [TestMethod]
    public async Task BuildAsync_uploads_the_bases_layers_to_another_registry()
    {
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        scene.Spec = scene.Spec with { Names = [ImageReference.Parse($"{other.Host}/team/hello:1")] };

        await scene.BuildAsync(Token);

        Assert.HasCount(1, LayersDownloaded(scene));
        Assert.Contains("team/hello:1", other.Manifests.Keys);
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    public async Task BuildAsync_without_a_change_asks_for_the_tag_alone()
    {
        await using var scene = new ExportScene();
        var first = await scene.BuildAsync(Token);
        scene.Registry.ForgetRequests();

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual("HEAD /v2/team/hello/manifests/1", string.Join(", ", scene.Registry.Requests.Select(request => $"{request.Method} {request.Path}")));
        Assert.IsTrue(second.Skipped);
        Assert.AreEqual((first.Digest, first.Id, first.Fingerprint), (second.Digest, second.Id, second.Fingerprint));
    }

    [TestMethod]
    public async Task BuildAsync_after_a_change_sends_what_changed_alone()
    {
        await using var scene = new ExportScene();
        await scene.BuildAsync(Token);
        var blobs = scene.Registry.Blobs.Count;
        scene.Write("layer/file", "hello again");
        scene.Settle();

        var second = await scene.BuildAsync(Token);

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual(blobs + 2, scene.Registry.Blobs.Count, "a layer and a config");
    }

    [TestMethod]
    public async Task BuildAsync_on_another_machine_pushes_the_same_manifest()
    {
        await using var scene = new ExportScene();
        var first = await scene.BuildAsync(Token);

        var second = await scene.BuildAsync(Token, "elsewhere");

        Assert.AreEqual(first.Digest, second.Digest);
    }

    [TestMethod]
    public async Task BuildAsync_pushes_to_a_tag_that_was_moved()
    {
        await using var scene = new ExportScene();
        var first = await scene.BuildAsync(Token);
        scene.Registry.AddImage("team/hello:1", []);

        var second = await scene.BuildAsync(Token);

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual(first.Digest?.ToString(), MemoryRegistry.DigestOf(System.Text.Encoding.UTF8.GetBytes(scene.ManifestOf("team/hello:1"))));
    }

    [TestMethod]
    public async Task BuildAsync_sends_everything_if_the_registry_lost_what_it_said_it_has()
    {
        await using var scene = new ExportScene();
        await scene.BuildAsync(Token);
        scene.Registry.Manifests.TryRemove("team/hello:1", out _);
        scene.Registry.Fault = request =>
        {
            if (request.Method == "PUT" && request.Path.Contains("/manifests/", StringComparison.Ordinal))
            {
                // All that is not sent again is gone.
                scene.Registry.Fault = _ => null;
                foreach (var blob in scene.Registry.Blobs.Keys.Where(name => name.StartsWith("team/", StringComparison.Ordinal)))
                {
                    scene.Registry.Blobs.TryRemove(blob, out _);
                }
            }

            return null;
        };

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual(second.Digest?.ToString(), MemoryRegistry.DigestOf(System.Text.Encoding.UTF8.GetBytes(scene.ManifestOf("team/hello:1"))));
    }

    [TestMethod]
    public async Task BuildAsync_sends_pieces_where_a_registry_takes_no_large_requests()
    {
        await using var scene = new ExportScene();
        scene.Registry.Fault = request => request.Method == "PUT" && request.Body.Length > 0 && request.Path.Contains("/uploads/", StringComparison.Ordinal) ? new(413, default) : null;

        await scene.BuildAsync(Token);

        Assert.IsNotEmpty(scene.Registry.Requests.Where(request => request.Method == "PATCH"));
        Assert.Contains("team/hello:1", scene.Registry.Manifests.Keys);
    }

    [TestMethod]
    [DataRow(429)]
    [DataRow(500)]
    [DataRow(503)]
    public async Task BuildAsync_tries_again_what_may_pass(int status)
    {
        await using var scene = new ExportScene();
        var failed = new ConcurrentDictionary<string, bool>();
        scene.Registry.Fault = request =>
        {
            // Of how far an upload got a client asks because something else failed.
            var isQuestion = request.Method is "GET" or "PATCH" && request.Path.Contains("/uploads/", StringComparison.Ordinal);
            return !isQuestion && failed.TryAdd(request.Method + request.Path, true) ? new(status, default) : null;
        };

        await scene.BuildAsync(Token);

        Assert.Contains("team/hello:1", scene.Registry.Manifests.Keys);
    }

    [TestMethod]
    [DataRow(401, "LAMBDAIMAGE1008")]
    [DataRow(403, "LAMBDAIMAGE1009")]
    [DataRow(404, "LAMBDAIMAGE1023")]
    [DataRow(429, "LAMBDAIMAGE1010")]
    [DataRow(500, "LAMBDAIMAGE1020")]
    [DataRow(400, "LAMBDAIMAGE1020")]
    public async Task BuildAsync_fails_with_the_reason_of_the_registry_and_tags_nothing(int status, string code)
    {
        await using var scene = new ExportScene();
        scene.Registry.Fault = request => request.Path.StartsWith("/v2/team/", StringComparison.Ordinal) && request.Method is "POST" or "PUT" or "PATCH" ? new(status, default) : null;

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => scene.BuildAsync(Token));

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.DoesNotContain("team/hello:1", scene.Registry.Manifests.Keys);
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    public async Task BuildAsync_fails_if_the_registry_makes_something_else_of_the_manifest()
    {
        await using var scene = new ExportScene();
        scene.Registry.Fault = request => request.Method == "PUT" && request.Path.Contains("/manifests/", StringComparison.Ordinal)
            ? new(201, default) { Headers = new Dictionary<string, string> { ["Docker-Content-Digest"] = "sha256:" + new string('a', 64) } }
            : null;

        await Expect.FailureAsync(DiagnosticCodes.RegistryContentMismatch, () => scene.BuildAsync(Token));
    }

    private static IEnumerable<LayerRequest> LayersDownloaded(ExportScene scene)
    {
        using var manifest = JsonDocument.Parse(scene.ManifestOf(ExportScene.BaseRepository + ":al2023"));
        var layers = manifest.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()!).ToList();
        return scene.Registry.Requests.Where(request => request.Method == "GET" && layers.Exists(layer => request.Path.EndsWith(layer, StringComparison.Ordinal)));
    }
}
