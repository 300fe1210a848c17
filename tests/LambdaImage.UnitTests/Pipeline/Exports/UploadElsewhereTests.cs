using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Registries that have parts uploaded to another host, which gets no credentials.</summary>
[TestClass]
public sealed class UploadElsewhereTests
{
    private const string Tag = "team/hello:1";

    private static readonly string Login = "Basic " + Convert.ToBase64String("me:word"u8);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task BuildAsync_uploads_to_the_other_host_without_credentials(bool inPieces)
    {
        await using var scene = new ExportScene();
        var pieces = new Dictionary<string, MemoryStream>(StringComparer.Ordinal);
        await using var storage = new ScriptedRegistry(request =>
        {
            lock (pieces)
            {
                if (inPieces && request.Method == "PUT" && request.Body.Length > 0)
                {
                    return new(413, default);
                }

                pieces.TryAdd(request.Path, new());
                pieces[request.Path].Write(request.Body.Span);
                if (request.Method == "PATCH")
                {
                    return With(202, "Location", request.Target);
                }

                scene.Registry.Blobs[$"team/hello@{request.Parameter("digest")}"] = pieces[request.Path].ToArray();
                return new(201, default);
            }
        });
        WantLogin(scene);
        scene.Registry.Location = id => $"http://{storage.Host}/{id}?signature=a%2Bb";

        await scene.BuildAsync(Token);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
        Assert.IsEmpty(scene.Registry.Blobs.Where(blob => !blob.Key.EndsWith(MemoryRegistry.DigestOf(blob.Value), StringComparison.Ordinal)));
        Assert.AreEqual(inPieces, storage.Requests.Any(request => request.Method == "PATCH"));
        Assert.IsEmpty(storage.Requests.Where(request => request.Header("Authorization") is not null || request.Parameter("signature") != "a+b"));
        Assert.IsNotEmpty(scene.Registry.Requests.Where(request => request.Header("Authorization") == Login));
    }

    [TestMethod]
    [DataRow("Basic realm=\"x\"")]
    [DataRow("Bearer realm=\"http://{0}/token\",service=\"x\"")]
    public async Task BuildAsync_sends_no_credentials_to_another_host_that_wants_some(string challenge)
    {
        await using var scene = new ExportScene();
        ScriptedRegistry? started = null;
        await using var storage = started = new(_ => With(401, "WWW-Authenticate", challenge.Replace("{0}", started!.Host, StringComparison.Ordinal)));
        WantLogin(scene);
        scene.Registry.Location = id => $"http://{storage.Host}/{id}";

        await Expect.FailureAsync(DiagnosticCodes.RegistryUnauthorized, () => scene.BuildAsync(Token));

        Assert.DoesNotContain(Tag, scene.Registry.Manifests.Keys);
        Assert.IsNotEmpty(storage.Requests);
        Assert.IsEmpty(storage.Requests.Where(request => request.Header("Authorization") is not null || request.Path == "/token"));
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    [DataRow("POST uploads")]
    [DataRow("PUT uploads")]
    [DataRow("PUT manifests")]
    public async Task BuildAsync_that_is_sent_on_with_what_it_uploads_fails(string kind)
    {
        await using var scene = new ExportScene();
        await using var storage = new ScriptedRegistry(_ => new(201, default));
        scene.Registry.Fault = request => PushFaultTests.KindOf(request) == kind ? With(307, "Location", $"http://{storage.Host}/x") : null;

        await Expect.FailureAsync(DiagnosticCodes.PushFailed, () => scene.BuildAsync(Token));

        Assert.DoesNotContain(Tag, scene.Registry.Manifests.Keys);
        Assert.IsEmpty(storage.Requests);
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    private static void WantLogin(ExportScene scene)
    {
        scene.LogIn(scene.Registry);
        scene.Registry.Fault = request => request.Header("Authorization") == Login ? null : With(401, "WWW-Authenticate", "Basic realm=\"x\"");
    }

    private static LayerResponse With(int status, string header, string value) => new(status, default) { Headers = new Dictionary<string, string> { [header] = value } };
}
