using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Oci;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Engines.Requests;

/// <summary>The packed layers of an image, read out of what an engine exports.</summary>
[TestClass]
public sealed class ManifestRequestTests
{
    private const string Id = "sha256:id";
    private const string A = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private static readonly ScriptedImage Wanted = new(Id) { Layers = ["sha256:one", "sha256:two"] };
    private static readonly StoredImage Inspected = new(Id, [], [], new Dictionary<string, string>()) { Config = new(new("linux", "amd64"), new(), [.. Wanted.Layers.Select(Digest.ParseOrNull).OfType<Digest>()]) };

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task FindLayersAsync_is_what_the_manifest_says()
    {
        var layers = await FindAsync(new ScriptedExport().Add(Wanted).ToArray());

        Assert.AreEqual(Describe(Wanted), Describe(layers));
        Assert.AreEqual("application/vnd.docker.image.rootfs.diff.tar.gzip", layers![0].MediaType);
        Assert.AreEqual(("packed " + Wanted.Layers[0]).Length, layers[0].Size);
    }

    [TestMethod]
    public async Task FindLayersAsync_of_several_platforms_is_that_of_the_image()
    {
        // The order in an archive is that of digests, so among many each side of the wanted one is met.
        var export = new ScriptedExport();
        for (var i = 0; i < 8; i++)
        {
            export.Add(Wanted with { Architecture = "platform" + i, Layers = ["sha256:one", "sha256:two of " + i] });
        }

        var layers = await FindAsync(export.Add(Wanted).ToArray());

        Assert.AreEqual(Describe(Wanted), Describe(layers));
    }

    [TestMethod]
    public async Task FindLayersAsync_of_other_platforms_alone_is_nothing()
    {
        Assert.IsNull(await FindAsync(new ScriptedExport().Add(Wanted with { Layers = ["sha256:other", "sha256:two"] }).ToArray()));
    }

    [TestMethod]
    public async Task FindLayersAsync_with_documents_of_other_kinds_finds_the_manifest()
    {
        var export = new ScriptedExport().Add(Wanted);
        export.AddJson(new { manifests = Array.Empty<object>() });
        export.AddJson(new { config = 5, layers = 5, rootfs = 5 });
        export.AddJson(new { config = new { digest = (string?)null }, layers = Array.Empty<object>() });
        export.AddJson(new { config = new { digest = "sha256:of an attestation" }, layers = new[] { new { mediaType = "in-toto", digest = "sha256:x", size = 1 } } });
        export.AddBlob("{ a layer, really"u8.ToArray());
        export.AddBlob("{\"config\":{\"digest\":\"\\ud800\"},\"layers\":[]}"u8.ToArray());
        export.AddBlob([]);
        export.AddBlob(new byte[5 * 1024 * 1024]);

        Assert.AreEqual(Describe(Wanted), Describe(await FindAsync(export.ToArray())));
    }

    [TestMethod]
    public async Task FindLayersAsync_without_a_manifest_is_nothing()
    {
        var export = new ScriptedExport();
        export.AddJson(new { rootfs = new { diff_ids = Wanted.Layers } });

        Assert.IsNull(await FindAsync(export.ToArray()));
    }

    [TestMethod]
    [DataRow("""[5,null]""")]
    [DataRow("""[{},{}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1},{"mediaType":"m","digest":"{{B}}"}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1},{"mediaType":"m","digest":"{{B}}","size":"1"}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1},{"mediaType":"m","digest":"{{B}}","size":0.5}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1},{"mediaType":"m","digest":"{{B}}","size":1e400}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1},{"mediaType":"m","digest":null,"size":1}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1},{"mediaType":"m","digest":"sha256:b","size":1}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1},{"mediaType":"m","digest":"{{B}}","size":-1}]""")]
    [DataRow($$"""[{"mediaType":"m","digest":"{{A}}","size":1},{"digest":"{{B}}","size":1}]""")]
    public async Task FindLayersAsync_with_a_manifest_that_says_too_little_is_nothing(string layers)
    {
        var export = new ScriptedExport();
        var config = export.AddJson(new { rootfs = new { diff_ids = Wanted.Layers } });
        export.AddBlob(System.Text.Encoding.UTF8.GetBytes($$"""{"config":{"digest":"{{config}}"},"layers":{{layers}}}"""));

        Assert.IsNull(await FindAsync(export.ToArray()));
    }

    [TestMethod]
    [DataRow("""{"config":{"digest":5},"layers":[]}""")]
    [DataRow("""{"config":{"digest":"a"},"layers":[{"mediaType":"m","digest":5}]}""")]
    [DataRow("""{"rootfs":{"diff_ids":[5]}}""")]
    public async Task FindLayersAsync_passes_over_broken_documents(string document)
    {
        var export = new ScriptedExport();
        export.AddBlob(System.Text.Encoding.UTF8.GetBytes(document));

        Assert.IsNull(await FindAsync(export.ToArray()));
        Assert.AreEqual(Describe(Wanted), Describe(await FindAsync(export.Add(Wanted).ToArray())));
    }

    [TestMethod]
    [DataRow(404, """{"message":"No such image"}""", "No such image")]
    [DataRow(403, """{"message":"not on this proxy"}""", "not on this proxy")]
    [DataRow(500, "plain", "plain")]
    public async Task FindLayersAsync_that_is_refused_fails_with_the_engines_words(int status, string body, string words)
    {
        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => FindAsync(ScriptedResponses.Body(body, status)));

        Assert.Contains(words, failure.Message);
    }

    [TestMethod]
    public async Task FindLayersAsync_of_what_is_no_archive_fails_with_a_code()
    {
        var garbage = Enumerable.Range(0, 10_000).Select(index => (byte)(index * 31 / 7)).ToArray();

        await Expect.FailureAsync(DiagnosticCodes.EngineError, () => FindAsync([]));
        await Expect.FailureAsync(DiagnosticCodes.EngineError, () => FindAsync(garbage));
        await Expect.FailureAsync(DiagnosticCodes.EngineError, () => FindAsync([.. Enumerable.Repeat((byte)'<', 10_000)]));
    }

    [TestMethod]
    public async Task FindLayersAsync_of_an_archive_of_nothing_is_nothing()
    {
        Assert.IsNull(await FindAsync(new byte[1024]));
    }

    [TestMethod]
    public async Task FindLayersAsync_of_an_archive_that_is_cut_off_fails_with_a_code_or_finds_nothing()
    {
        var archive = new ScriptedExport().Add(Wanted).ToArray();

        for (var length = 0; length < archive.Length; length += 300)
        {
            try
            {
                var layers = await FindAsync(archive[..length]);
                Assert.IsTrue(layers is null || Describe(layers) == Describe(Wanted), $"cut at {length}");
            }
            catch (LambdaImageException failure)
            {
                Assert.Contains(failure.Descriptor, [DiagnosticCodes.ConnectionLost, DiagnosticCodes.EngineError]);
            }
        }
    }

    [TestMethod]
    public async Task FindLayersAsync_whose_connection_is_cut_fails_with_a_code()
    {
        await Expect.FailureAsync(
            DiagnosticCodes.ConnectionLost,
            () => FindAsync(ScriptedResponses.EarlyAndClosed(0, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\nblobs/")));
    }

    private static string Describe(ScriptedImage image) => string.Join(' ', image.Blobs);

    private static string? Describe(IReadOnlyList<Descriptor>? layers) => layers is null ? null : string.Join(' ', layers.Select(layer => layer.Digest));

    private Task<IReadOnlyList<Descriptor>?> FindAsync(byte[] archive) => FindAsync(exchange => exchange.SendAsync(200, archive, "application/x-tar"));

    private async Task<IReadOnlyList<Descriptor>?> FindAsync(ScriptedResponse answer)
    {
        await using var scripted = new ScriptedEngine();
        scripted.On("GET", $"/images/{Id}/get", answer);
        using var engine = await EngineConnector.ConnectAsync(new() { Host = scripted.Address }, Token);
        return await engine.FindLayersAsync(Inspected, Token);
    }
}
