using LambdaImage.Engines;
using LambdaImage.Oci;
using LambdaImage.Sources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Sources;

[TestClass]
public sealed class BaseLayersTests
{
    private const string A = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string C = "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";

    private static readonly ScriptedImage Base = new("sha256:" + new string('b', 64)) { Layers = ["sha256:one", "sha256:two"] };

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task FindAsync_a_second_time_asks_no_engine()
    {
        using var folder = new TemporaryFolder();
        await using var engine = EngineWith(Base);
        var first = await FindAsync(engine, folder, Base.Id);

        var second = await FindAsync(engine, folder, Base.Id);

        Assert.AreEqual(string.Join(' ', Base.Blobs), string.Join(' ', first!.Select(layer => layer.Digest)));
        Assert.AreEqual(string.Join('\n', first!), string.Join('\n', second!));
        Assert.AreEqual(1, Exports(engine));
    }

    [TestMethod]
    public async Task FindAsync_that_trusts_nothing_kept_asks_and_keeps_the_response()
    {
        using var folder = new TemporaryFolder();
        await using var engine = EngineWith(Base);
        var first = await FindAsync(engine, folder, Base.Id);
        var file = Directory.GetFiles(folder.At("manifests")).Single();
        var good = await File.ReadAllTextAsync(file, Token);
        await File.WriteAllTextAsync(file, good.Replace(":", ":f", StringComparison.Ordinal), Token);

        var layers = await FindAsync(engine, folder, Base.Id, trustsKept: false);

        Assert.AreEqual(string.Join('\n', first!), string.Join('\n', layers!));
        Assert.AreEqual(good, await File.ReadAllTextAsync(file, Token));
    }

    [TestMethod]
    public async Task FindAsync_of_another_base_asks()
    {
        using var folder = new TemporaryFolder();
        var other = Base with { Id = "sha256:" + new string('c', 64), Layers = ["sha256:three", "sha256:four"] };
        await using var engine = EngineWith(Base, other);
        await FindAsync(engine, folder, Base.Id);

        var layers = await FindAsync(engine, folder, other.Id);

        Assert.AreEqual(string.Join(' ', other.Blobs), string.Join(' ', layers!.Select(layer => layer.Digest)));
    }

    [TestMethod]
    public async Task FindAsync_of_another_platform_of_the_base_asks()
    {
        using var folder = new TemporaryFolder();
        await using var engine = EngineWith(Base);
        await FindAsync(engine, folder, Base.Id);

        await FindAsync(engine, folder, Base.Id, image => image with { Config = image.Config with { Platform = new("linux", "arm64") } });
        await FindAsync(engine, folder, Base.Id, image => image with { Config = image.Config with { Platform = new("linux", "amd64", "v8") } });

        Assert.AreEqual(3, Exports(engine));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\n")]
    [DataRow("damaged")]
    [DataRow($"m sha256:a 10\nm {B} 10\n")]
    [DataRow($"m {A} 10\n")]
    [DataRow($"m {A} 10\nm {B}\n")]
    [DataRow($"m {A} 10\nm {B} -1\n")]
    [DataRow($"m {A} 10\nm {B} 10 more\n")]
    [DataRow($"m {A} 10\nm {B} 10\nm {C} 10\n")]
    public async Task FindAsync_with_a_damaged_file_asks_and_mends_it(string text)
    {
        using var folder = new TemporaryFolder();
        await using var engine = EngineWith(Base);
        await FindAsync(engine, folder, Base.Id);
        var file = Directory.GetFiles(folder.At("manifests")).Single();
        var good = await File.ReadAllTextAsync(file, Token);
        await File.WriteAllTextAsync(file, text, Token);

        var layers = await FindAsync(engine, folder, Base.Id);

        Assert.AreEqual(string.Join(' ', Base.Blobs), string.Join(' ', layers!.Select(layer => layer.Digest)));
        Assert.AreEqual(2, Exports(engine));
        Assert.AreEqual(good, await File.ReadAllTextAsync(file, Token));
    }

    [TestMethod]
    public async Task FindAsync_of_what_the_engine_does_not_tell_is_nothing_and_keeps_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var engine = EngineWith(Base);
        engine.On("GET", $"/images/{Base.Id}/get", exchange => exchange.SendAsync(200, new ScriptedExport().ToArray(), "application/x-tar"));

        Assert.IsNull(await FindAsync(engine, folder, Base.Id));

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task FindAsync_of_an_id_that_is_a_path_stays_in_the_folder()
    {
        using var folder = new TemporaryFolder();
        await using var engine = EngineWith(Base);

        await FindAsync(engine, folder, Base.Id, image => image with { Config = image.Config with { Platform = new("linux", "/../../../outside") } });

        Assert.AreEqual("manifests", Path.GetFileName(Directory.GetFileSystemEntries(folder.Path).Single()));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.At("manifests")));
    }

    [TestMethod]
    public async Task FindAsync_where_nothing_can_be_kept_asks_each_time()
    {
        using var folder = new TemporaryFolder();
        folder.Write("manifests", "in the way");
        await using var engine = EngineWith(Base);

        await FindAsync(engine, folder, Base.Id);

        Assert.IsNotNull(await FindAsync(engine, folder, Base.Id));
        Assert.AreEqual(2, Exports(engine));
    }

    private static ScriptedEngine EngineWith(params ScriptedImage[] images)
    {
        var engine = new ScriptedEngine();
        engine.Images.Store = ScriptedStore.Containerd;
        Array.ForEach(images, engine.Images.Add);
        return engine;
    }

    private static int Exports(ScriptedEngine engine) => engine.Requests.Count(request => request.Path.EndsWith("/get", StringComparison.Ordinal));

    private async Task<IReadOnlyList<Descriptor>?> FindAsync(ScriptedEngine scripted, TemporaryFolder cache, string id, Func<StoredImage, StoredImage>? change = null, bool trustsKept = true)
    {
        using var engine = await EngineConnector.ConnectAsync(new() { Host = scripted.Address }, Token);
        var image = (await engine.FindImageAsync(id, Token))!;
        return await new BaseLayers(engine, cache.Path, trustsKept).FindAsync(change?.Invoke(image) ?? image, Token);
    }
}
