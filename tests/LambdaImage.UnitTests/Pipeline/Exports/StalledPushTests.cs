using System.Security.Cryptography;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Registries that say nothing any more in the middle of a build: the limit for silence ends it, and a user who gives up does at once.</summary>
[TestClass]
public sealed class StalledPushTests
{
    /// <summary>How long the registries of these tests may be silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private const string Tag = "team/hello:1";

    // More than the buffers of a connection hold.
    private const int LargeSize = 12 * 1024 * 1024;

    private static readonly IEnumerable<string[]> Kinds =
        [["HEAD manifests"], ["GET manifests"], ["HEAD blobs"], ["POST uploads"], ["PUT uploads"], ["PATCH uploads"], ["PUT manifests"]];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task BuildAsync_fails_if_the_registry_does_not_respond(string kind)
    {
        var (scene, before) = await NewSceneAsync(kind);
        await using var _ = scene;
        scene.Patience = Patience;
        scene.Registry.Fault = request => InPieces(kind, request) ?? (Is(kind, request) ? LayerResponse.Silence : null);

        var failure = await Expect.FailureAsync(DiagnosticCodes.RegistryUnreachable, () => scene.BuildAsync(Token));

        Assert.Contains("nothing came from", failure.Message);
        AssertUnchanged(scene, before, kind);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task BuildAsync_cancelled_while_the_registry_does_not_respond_ends_as_cancelled(string kind)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (scene, before) = await NewSceneAsync(kind);
        await using var _ = scene;
        scene.Patience = Timeout.InfiniteTimeSpan;
        scene.Registry.Fault = request => InPieces(kind, request) ?? (Is(kind, request) ? Cancel(cancellation) : null);

        await Assert.ThrowsAsync<OperationCanceledException>(() => scene.BuildAsync(cancellation.Token));

        AssertUnchanged(scene, before, kind);
    }

    [TestMethod]
    [DataRow("PUT uploads", false)]
    [DataRow("PATCH uploads", false)]
    [DataRow("PUT manifests", false)]
    [DataRow("PUT uploads", true)]
    [DataRow("PATCH uploads", true)]
    [DataRow("PUT manifests", true)]
    public async Task BuildAsync_fails_or_is_cancelled_while_the_registry_does_not_read(string kind, bool isCancelled)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (scene, before) = await NewSceneAsync(kind);
        await using var _ = scene;
        var stalled = 0;
        scene.Write("layer/large", RandomNumberGenerator.GetBytes(LargeSize));
        scene.Settle();
        scene.Patience = isCancelled ? Timeout.InfiniteTimeSpan : Patience;
        scene.Registry.Fault = request => InPieces(kind, request);
        scene.Registry.LeavesBody = request =>
        {
            if (!Is(kind, request))
            {
                return false;
            }

            Interlocked.Increment(ref stalled);
            if (isCancelled)
            {
                cancellation.Cancel();
            }

            return true;
        };

        if (isCancelled)
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() => scene.BuildAsync(cancellation.Token));
        }
        else
        {
            await Expect.FailureAsync(DiagnosticCodes.RegistryUnreachable, () => scene.BuildAsync(Token));
        }

        Assert.IsGreaterThan(0, stalled);
        AssertUnchanged(scene, before, kind: null);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task BuildAsync_fails_or_is_cancelled_while_a_layer_of_the_base_does_not_come(bool isCancelled)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        scene.PushTo(other);
        scene.Patience = isCancelled ? Timeout.InfiniteTimeSpan : Patience;
        scene.Registry.Fault = request =>
        {
            if (PushFaultTests.KindOf(request) != "GET blobs" || ImageFiles.IsConfig(scene.Registry.Blobs[request.Path["/v2/".Length..].Replace("/blobs/", "@", StringComparison.Ordinal)]))
            {
                return null;
            }

            if (isCancelled)
            {
                cancellation.Cancel();
            }

            return new(200, new byte[100]) { SentLength = 10, Stalls = true };
        };

        if (isCancelled)
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() => scene.BuildAsync(cancellation.Token));
        }
        else
        {
            var failure = await Expect.FailureAsync(DiagnosticCodes.RegistryUnreachable, () => scene.BuildAsync(Token));
            Assert.Contains($"nothing came from {scene.Registry.Host}", failure.Message);
        }

        Assert.IsEmpty(other.Manifests);
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    // Which image the name is counts only if all else is known.
    private async Task<(ExportScene Scene, string Before)> NewSceneAsync(string kind)
    {
        var scene = new ExportScene();
        scene.Registry.AddImage(Tag, [MemoryRegistry.Layer()]);
        if (kind == "HEAD manifests")
        {
            await scene.BuildAsync(Token);
            scene.Registry.ForgetRequests();
        }

        return (scene, scene.ManifestOf(Tag));
    }

    private static void AssertUnchanged(ExportScene scene, string before, string? kind)
    {
        Assert.AreEqual(before, scene.ManifestOf(Tag));
        Assert.IsEmpty(scene.TemporaryFiles);
        Assert.IsTrue(kind is null || scene.Registry.Requests.Any(request => Is(kind, request)), "it did not come to that request");
    }

    private static LayerResponse Cancel(CancellationTokenSource cancellation)
    {
        cancellation.Cancel();
        return LayerResponse.Silence;
    }

    private static bool Is(string kind, LayerRequest request) => PushFaultTests.KindOf(request) == kind && request.Path.StartsWith("/v2/team/", StringComparison.Ordinal);

    // Registries that take no large requests get pieces.
    private static LayerResponse? InPieces(string kind, LayerRequest request) =>
        kind == "PATCH uploads" && PushFaultTests.KindOf(request) == "PUT uploads" && request.Body.Length > 0 ? new(413, default) : null;
}
