using System.Collections.Concurrent;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Tokens that end in the middle of a push, and services that give out none.</summary>
[TestClass]
public sealed class PushTokenTests
{
    private const string Tag = "team/hello:1";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_asks_for_one_token_for_each_scope_however_many_parts_are_sent()
    {
        await using var scene = new ExportScene();
        var gate = new TokenGate(scene.Registry);
        scene.AddLayers(6);

        await scene.BuildAsync(Token);
        scene.Registry.Manifests.TryRemove(Tag, out _);
        scene.Registry.Blobs.Keys.Where(name => name.StartsWith("team/", StringComparison.Ordinal)).ToList().ForEach(name => scene.Registry.Blobs.TryRemove(name, out _));
        var first = gate.Asked.Count;
        await scene.BuildAsync(Token);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
        Assert.AreEqual(string.Empty, string.Join(' ', gate.Asked.Take(first).GroupBy(TokenGate.ScopesOf).Where(scope => scope.Count() > 1).Select(scope => scope.Key)));
        Assert.AreEqual(string.Empty, string.Join(' ', gate.Asked.Skip(first).GroupBy(TokenGate.ScopesOf).Where(scope => scope.Count() > 1).Select(scope => scope.Key)));
    }

    [TestMethod]
    [DataRow("PUT uploads")]
    [DataRow("PATCH uploads")]
    [DataRow("POST uploads")]
    [DataRow("PUT manifests")]
    public async Task BuildAsync_sends_all_of_it_again_if_a_token_ends_meanwhile(string kind)
    {
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        var refused = new ConcurrentQueue<LayerRequest>();
        var gate = new TokenGate(other);
        gate.Fault = (request, token) =>
        {
            if (PushFaultTests.KindOf(request) == kind && token == 1)
            {
                refused.Enqueue(request);
                return gate.Challenge;
            }

            return kind.StartsWith("PATCH", StringComparison.Ordinal) && PushFaultTests.KindOf(request) == "PUT uploads" && request.Body.Length > 0 ? new(413, default) : null;
        };
        scene.AddLayers(3);
        scene.PushTo(other);

        await scene.BuildAsync(Token);

        Assert.IsTrue(other.IsComplete(Tag));
        Assert.IsNotEmpty(refused);
        Assert.HasCount(2, gate.Asked, "one token, and one in its place");
        var sent = other.Requests.Where(request => PushFaultTests.KindOf(request) == kind && request.Header("Authorization")!.StartsWith("Bearer 2.", StringComparison.Ordinal)).ToList();
        Assert.IsEmpty(refused.Where(request => !sent.Exists(again => again.Target == request.Target && again.Body.Span.SequenceEqual(request.Body.Span))));
    }

    [TestMethod]
    public async Task BuildAsync_whose_tokens_never_count_fails_and_asks_for_few()
    {
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        var gate = new TokenGate(other);
        gate.Fault = (request, _) => PushFaultTests.KindOf(request) == "PUT uploads" ? gate.Challenge : null;
        scene.AddLayers(3);
        scene.PushTo(other);

        await Expect.FailureAsync(DiagnosticCodes.RegistryUnauthorized, () => scene.BuildAsync(Token));

        Assert.DoesNotContain(Tag, other.Manifests.Keys);
        Assert.IsLessThan(8, gate.Asked.Count);
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    [DataRow(429)]
    [DataRow(500)]
    [DataRow(503)]
    public async Task BuildAsync_tries_again_if_the_service_for_tokens_fails_once(int status)
    {
        await using var scene = new ExportScene();
        var failed = new ConcurrentDictionary<string, bool>();
        var gate = new TokenGate(scene.Registry) { TokenFault = request => failed.TryAdd(TokenGate.ScopesOf(request), true) ? new(status, default) : null };

        await scene.BuildAsync(Token);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
        Assert.IsNotEmpty(scene.Messages.Where(message => message.Text.StartsWith("Trying again in 0.5 s: 127.0.0.1 was asked for a token", StringComparison.Ordinal)));
        Assert.HasCount(2 * failed.Count, gate.Asked);
    }

    [TestMethod]
    [DataRow(400, "LAMBDAIMAGE1020")]
    [DataRow(401, "LAMBDAIMAGE1008")]
    [DataRow(403, "LAMBDAIMAGE1009")]
    [DataRow(404, "LAMBDAIMAGE1020")]
    [DataRow(429, "LAMBDAIMAGE1010")]
    [DataRow(500, "LAMBDAIMAGE1020")]
    public async Task BuildAsync_fails_if_the_service_for_tokens_fails_for_good(int status, string code)
    {
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        _ = new TokenGate(other) { TokenFault = _ => new(status, default) };
        scene.PushTo(other);

        await FailAsync(scene, other, code);
    }

    [TestMethod]
    [DataRow(400, "LAMBDAIMAGE1004")]
    [DataRow(404, "LAMBDAIMAGE1004")]
    [DataRow(429, "LAMBDAIMAGE1010")]
    [DataRow(500, "LAMBDAIMAGE1004")]
    public async Task BuildAsync_fails_if_there_is_no_token_for_the_base(int status, string code)
    {
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        _ = new TokenGate(scene.Registry) { TokenFault = _ => new(status, default) };
        scene.PushTo(other);

        await FailAsync(scene, other, code);
    }

    [TestMethod]
    [DataRow(400)]
    [DataRow(401)]
    [DataRow(403)]
    [DataRow(404)]
    public async Task BuildAsync_uploads_what_it_gets_no_token_to_mount(int status)
    {
        await using var scene = new ExportScene();
        _ = new TokenGate(scene.Registry)
        {
            TokenFault = request => TokenGate.ScopesOf(request).Contains("team/", StringComparison.Ordinal) && TokenGate.ScopesOf(request).Contains("lambda/", StringComparison.Ordinal) ? new(status, default) : null,
        };

        await scene.BuildAsync(Token);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    public async Task BuildAsync_ends_if_the_service_for_tokens_says_nothing()
    {
        await using var scene = new ExportScene { Patience = StalledPushTests.Patience };
        await using var other = new MemoryRegistry();
        _ = new TokenGate(other) { TokenFault = _ => LayerResponse.Silence };
        scene.PushTo(other);

        await Expect.FailureAsync(DiagnosticCodes.RegistryUnreachable, () => scene.BuildAsync(Token));

        Assert.IsEmpty(other.Manifests);
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    private async Task FailAsync(ExportScene scene, MemoryRegistry other, string code)
    {
        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => scene.BuildAsync(Token));

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.IsEmpty(other.Manifests);
        Assert.IsEmpty(scene.TemporaryFiles);
    }
}
