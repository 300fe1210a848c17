using System.Collections.Concurrent;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Registries that misbehave while an image is pushed to them: one error with a code, or none, and no tag of something incomplete.</summary>
[TestClass]
public sealed class PushFaultTests
{
    private const string Tag = "team/hello:1";

    private static readonly string[] Requests = ["HEAD manifests", "GET manifests", "HEAD blobs", "POST uploads", "PUT uploads", "PATCH uploads", "PUT manifests"];
    private static readonly int[] Statuses = [301, 400, 401, 403, 404, 405, 413, 416, 429, 500, 501, 503];

    public static IEnumerable<(string Request, int Status)> All => Requests.SelectMany(request => Statuses.Select(status => (request, status)));

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task BuildAsync_succeeds_or_fails_with_a_code_whatever_the_response_is(string kind, int status)
    {
        await using var scene = new ExportScene();
        scene.Registry.AddImage(Tag, [MemoryRegistry.Layer()]);
        var before = scene.ManifestOf(Tag);
        scene.Registry.Fault = request =>
            KindOf(request) == kind && request.Path.StartsWith("/v2/team/", StringComparison.Ordinal) ? new(status, default)
            : kind.StartsWith("PATCH", StringComparison.Ordinal) && KindOf(request) == "PUT uploads" && request.Body.Length > 0 ? new(413, default)
            : null;

        await EndsAsync(scene, before);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task BuildAsync_succeeds_or_fails_with_a_code_if_that_is_the_response_once(string kind, int status)
    {
        await using var scene = new ExportScene();
        scene.Registry.AddImage(Tag, [MemoryRegistry.Layer()]);
        var before = scene.ManifestOf(Tag);
        var isDone = 0;
        scene.Registry.Fault = request =>
            KindOf(request) == kind && request.Path.StartsWith("/v2/team/", StringComparison.Ordinal) && Interlocked.Exchange(ref isDone, 1) == 0 ? new(status, default)
            : kind.StartsWith("PATCH", StringComparison.Ordinal) && KindOf(request) == "PUT uploads" && request.Body.Length > 0 ? new(413, default)
            : null;

        var failure = await EndsAsync(scene, before);

        if (status is 429 or 500 or 503)
        {
            Assert.IsNull(failure, failure?.Message);
        }
    }

    [TestMethod]
    [DataRow("https://")]
    [DataRow("//")]
    [DataRow("http://:0/x")]
    [DataRow("http://[::1/x")]
    [DataRow("http://storage.example/x")]
    [DataRow("ftp://127.0.0.1/x")]
    [DataRow("file:///etc/passwd")]
    [DataRow("mailto:a@b")]
    [DataRow(null)]
    public async Task BuildAsync_fails_if_the_upload_is_to_go_nowhere(string? location)
    {
        await using var scene = new ExportScene();
        scene.Registry.Fault = request => request.Method == "POST"
            ? new(202, default) { Headers = location is null ? new Dictionary<string, string>() : new() { ["Location"] = location } }
            : null;

        await Expect.FailureAsync(DiagnosticCodes.PushFailed, () => scene.BuildAsync(Token));

        Assert.DoesNotContain(Tag, scene.Registry.Manifests.Keys);
    }

    [TestMethod]
    [DataRow("//")]
    [DataRow("http://[::1/x")]
    [DataRow("http://storage.example/x")]
    public async Task BuildAsync_fails_if_a_download_is_sent_on_to_nowhere(string location)
    {
        await using var scene = new ExportScene();
        scene.Registry.Fault = request => KindOf(request) == "GET blobs"
            ? new(307, default) { Headers = new Dictionary<string, string> { ["Location"] = location } }
            : null;

        await Expect.FailureAsync(DiagnosticCodes.PullFailed, () => scene.BuildAsync(Token));

        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    [DataRow("/v2/team/hello/blobs/uploads/{0}", DisplayName = "relative")]
    [DataRow("{0}", DisplayName = "relative to the request")]
    [DataRow("http://{1}/v2/team/hello/blobs/uploads/{0}", DisplayName = "absolute")]
    [DataRow("http://{1}/v2/team/hello/blobs/uploads/{0}?_state=a%3D%3D&x=%2F", DisplayName = "absolute with a query")]
    public async Task BuildAsync_uploads_to_where_the_registry_says(string location)
    {
        await using var scene = new ExportScene();
        scene.Registry.Location = id => string.Format(System.Globalization.CultureInfo.InvariantCulture, location, id, scene.Registry.Host);

        await scene.BuildAsync(Token);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
        var query = location.Split('?') is [_, var rest] ? rest + "&" : string.Empty;
        Assert.IsEmpty(scene.Registry.Requests.Where(request => KindOf(request) == "PUT uploads" && !request.Target.Contains($"?{query}digest=sha256%3A", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task BuildAsync_sends_no_smaller_pieces_than_the_registry_takes()
    {
        await using var scene = new ExportScene();
        scene.Write("layer/large", new Random(1).GetItems(Enumerable.Range(0, 256).Select(number => (byte)number).ToArray(), 18 * 1024 * 1024));
        scene.Settle();
        scene.Registry.LeastPiece = 17 * 1024 * 1024;
        scene.Registry.Fault = request => KindOf(request) == "PUT uploads" && request.Body.Length > 0 ? new(413, default) : null;

        await scene.BuildAsync(Token);

        Assert.AreEqual(17 * 1024 * 1024, scene.Registry.Requests.Where(request => request.Method == "PATCH").Max(request => request.Body.Length));
        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    [DataRow("PATCH uploads")]
    [DataRow("PUT uploads")]
    public async Task BuildAsync_starts_an_upload_again_that_the_registry_forgot(string kind)
    {
        await using var scene = new ExportScene();
        var isDone = new ConcurrentDictionary<string, bool>();
        scene.Registry.Fault = request =>
            KindOf(request) == kind && isDone.TryAdd(kind, true) ? LayerResponse.Json(404, """{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"blob upload unknown to registry"}]}""")
            : kind.StartsWith("PATCH", StringComparison.Ordinal) && KindOf(request) == "PUT uploads" && request.Body.Length > 0 ? new(413, default)
            : null;

        await scene.BuildAsync(Token);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    [DataRow(401)]
    [DataRow(403)]
    [DataRow(404)]
    public async Task BuildAsync_uploads_what_the_registry_does_not_mount(int status)
    {
        await using var scene = new ExportScene();
        scene.Registry.Fault = request => request.Parameter("from") is null ? null : new(status, default);

        await scene.BuildAsync(Token);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    public async Task BuildAsync_fails_if_the_registry_loses_parts_again_and_again()
    {
        await using var scene = new ExportScene();
        scene.Registry.Fault = request =>
        {
            if (KindOf(request) == "PUT manifests")
            {
                scene.Registry.Blobs.Keys.Where(name => name.StartsWith("team/", StringComparison.Ordinal)).ToList().ForEach(name => scene.Registry.Blobs.TryRemove(name, out _));
            }

            return null;
        };

        await Expect.FailureAsync(DiagnosticCodes.PushFailed, () => scene.BuildAsync(Token));

        Assert.DoesNotContain(Tag, scene.Registry.Manifests.Keys);
    }

    private async Task<LambdaImageException?> EndsAsync(ExportScene scene, string before)
    {
        LambdaImageException? failure = null;
        try
        {
            await scene.BuildAsync(Token);
            Assert.IsTrue(scene.Registry.IsComplete(Tag));
        }
        catch (LambdaImageException exception)
        {
            failure = exception;
            Assert.AreEqual(before, scene.ManifestOf(Tag), exception.Message);
            Assert.DoesNotContain("..", exception.Message);
        }

        Assert.IsEmpty(scene.TemporaryFiles);
        return failure;
    }

    internal static string KindOf(LayerRequest request) => $"{request.Method} {(
        request.Path.Contains("/uploads/", StringComparison.Ordinal) ? "uploads" : request.Path.Contains("/manifests/", StringComparison.Ordinal) ? "manifests" : "blobs")}";
}
