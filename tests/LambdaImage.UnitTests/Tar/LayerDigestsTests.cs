using System.Security.Cryptography;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Tar;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Layers;

namespace LambdaImage.UnitTests.Tar;

[TestClass]
public sealed class LayerDigestsTests
{
    private const long Timestamp = ImageSpec.DefaultTimestamp;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task ReadAsync_is_the_digest_of_the_tar_that_is_sent()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);
        var tar = await TarBytes.OfLayerAsync(layer.FromRoot());

        var digests = await Digests(folder).ReadAsync([layer], Token);

        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(tar)), digests.Single().Hex);
    }

    [TestMethod]
    public async Task WriteAsync_learns_what_reading_would()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);
        var digests = Digests(folder);

        await TarBytes.OfAsync(Timestamp, async tar =>
        {
            await tar.WriteFileAsync("before", "content"u8.ToArray(), Token);
            await digests.WriteAsync(layer, "layer0.tar", tar, Token);
        });

        Assert.AreEqual((await Digests(folder, "other").ReadAsync([layer], Token)).Single(), digests.Find(layer));
    }

    [TestMethod]
    public void Find_of_a_layer_that_nobody_has_read_is_nothing()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);

        Assert.IsNull(Digests(folder).Find(layer));
    }

    [TestMethod]
    public async Task ReadAsync_keeps_the_order_of_the_layers()
    {
        using var folder = new TemporaryFolder();
        using var first = Layer(folder, name: "first");
        using var second = Layer(folder, name: "second");
        var digests = Digests(folder);
        await digests.ReadAsync([second], Token);

        var both = await digests.ReadAsync([first, second, first], Token);

        Assert.AreEqual($"{digests.Find(first)} {digests.Find(second)} {digests.Find(first)}", string.Join(' ', both));
        Assert.AreNotEqual(both[0], both[1]);
    }

    [TestMethod]
    [DataRow(LayerKind.Layer, true)]
    [DataRow(LayerKind.Emulator, true)]
    [DataRow(LayerKind.Function, false)]
    public async Task Find_in_another_project_finds_what_projects_can_share(LayerKind kind, bool expected)
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder, kind);
        await Digests(folder).ReadAsync([layer], Token);

        Assert.AreEqual(expected, Digests(folder, "other").Find(layer) is not null);
    }

    [TestMethod]
    public async Task Find_in_another_project_finds_the_link_that_starts_the_function()
    {
        using var folder = new TemporaryFolder();
        using var link = LayerSpecs.Read(new LayerSpec { Kind = LayerKind.Bootstrap, Name = "bootstrap", Source = new LinkSource("/var/task/Hello", "bootstrap") });
        await Digests(folder).ReadAsync([link], Token);

        Assert.IsNotNull(Digests(folder, "other").Find(link));
    }

    [TestMethod]
    public async Task Find_of_a_layer_with_a_file_that_was_just_written_does_not_trust_the_last_build()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);

        // The file's modification time is old, as of one that was unzipped; its change time is not.
        await Digests(folder, clock: TimeProvider.System).ReadAsync([layer], Token);

        Assert.IsNull(Digests(folder).Find(layer));
        Assert.IsNull(Digests(folder, "other").Find(layer));
    }

    [TestMethod]
    public async Task Find_for_another_time_of_all_entries_is_nothing()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);
        await Digests(folder).ReadAsync([layer], Token);

        Assert.IsNull(Digests(folder, timestamp: Timestamp + 1).Find(layer));
    }

    [TestMethod]
    public async Task ReadAsync_of_a_layer_that_is_known_opens_no_file()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);
        var known = await Digests(folder).ReadAsync([layer], Token);
        var files = new CountedFiles();
        using var again = LayerReader.Read(layer.Spec, files, cache: null, Token);

        Assert.AreEqual(known.Single(), (await Digests(folder).ReadAsync([again], Token)).Single());
        Assert.IsEmpty(files.Opened);
    }

    [TestMethod]
    [DataRow("printf CONTENT.OF.LAYER >new && touch -r layer/file new && mv new layer/file", DisplayName = "mv")]
    [DataRow("printf CONTENT.OF.LAYER >new && touch -r layer/file new && cp -p new layer/file", DisplayName = "cp -p")]
    [DataRow("touch -r layer/file time && printf CONTENT.OF.LAYER >layer/file && touch -r time layer/file", DisplayName = "written, time put back")]
    [DataRow("touch -r layer/file time && rm layer/file && printf CONTENT.OF.LAYER >layer/file && touch -r time layer/file", DisplayName = "deleted and made again")]
    public async Task Find_of_a_layer_with_a_file_replaced_by_one_of_equal_size_and_time_is_nothing(string change)
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);
        await Digests(folder).ReadAsync([layer], Token);
        Shell.Run(folder.Path, change);

        using var changed = LayerSpecs.Read(layer.Spec);

        Assert.AreEqual(layer.TotalSize, changed.TotalSize);
        Assert.IsNull(Digests(folder).Find(changed));
        Assert.IsNull(Digests(folder, "other").Find(changed));
    }

    [TestMethod]
    public async Task Find_of_a_layer_whose_path_is_a_link_that_leads_elsewhere_now_is_nothing()
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "mkdir -p store/a/sub store/b/sub && printf one >store/a/sub/f && printf two >store/b/sub/f && touch -d @946684800 store/*/sub/f && ln -s store/a result");
        using var first = LayerSpecs.Read(folder.At("result/sub"));
        await Digests(folder).ReadAsync([first], Token);
        Shell.Run(folder.Path, "ln -sfn store/b result");

        using var second = LayerSpecs.Read(folder.At("result/sub"));

        Assert.IsNull(Digests(folder).Find(second));
        Assert.AreEqual(folder.At("store/b/sub/f"), second.Entry("f").Content!.State?.Path);
    }

    [TestMethod]
    public async Task Find_of_a_zip_or_emulator_whose_path_is_a_link_that_leads_elsewhere_now_is_nothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", "one");
        folder.Write("b", "two");
        Shell.Run(folder.Path, "touch -d @946684800 a b && ln -s a rie");
        var spec = new LayerSpec { Kind = LayerKind.Emulator, Name = "rie", Source = new FileSource(folder.At("rie"), "aws-lambda-rie") };
        using var first = LayerSpecs.Read(spec);
        await Digests(folder).ReadAsync([first], Token);
        Shell.Run(folder.Path, "ln -sfn b rie");

        using var second = LayerSpecs.Read(spec);

        Assert.IsNull(Digests(folder).Find(second));
    }

    [TestMethod]
    public async Task Find_after_forgetting_is_nothing_in_the_project_and_in_what_projects_share()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);
        await Digests(folder).ReadAsync([layer], Token);
        var memory = DigestCache.Load(folder.At("obj/digests.txt"), new SharedCache(folder.At("shared")));

        memory.Forget();

        Assert.IsNull(new LayerDigests(memory, Timestamp).Find(layer));
    }

    [TestMethod]
    public async Task ReadAsync_of_layers_that_fail_tells_of_the_first_and_who_declared_it()
    {
        using var folder = new TemporaryFolder();
        using var first = Layer(folder, name: "first");
        using var second = Layer(folder, name: "second");
        await File.AppendAllTextAsync(folder.At("first/file"), "more", Token);
        await File.AppendAllTextAsync(folder.At("second/file"), "more", Token);

        var failure = await Expect.FailureAsync(DiagnosticCodes.FileChanged, () => Digests(folder).ReadAsync([first, second], Token));

        Assert.Contains(folder.At("first/file"), failure.Message);
        Assert.AreEqual(first.Spec.Origin, failure.Origin);
    }

    [TestMethod]
    public async Task WriteAsync_of_a_layer_that_fails_learns_nothing()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);
        await File.AppendAllTextAsync(folder.At("layer/file"), "more", Token);
        var digests = Digests(folder);

        var failure = await Expect.FailureAsync(
            DiagnosticCodes.FileChanged,
            () => TarBytes.OfAsync(Timestamp, async tar => await digests.WriteAsync(layer, "layer0.tar", tar, Token)));

        Assert.AreEqual(layer.Spec.Origin, failure.Origin);
        Assert.IsNull(digests.Find(layer));
    }

    [TestMethod]
    public async Task ReadAsync_that_is_cancelled_learns_nothing()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder);
        var digests = Digests(folder);

        await Assert.ThrowsAsync<OperationCanceledException>(() => digests.ReadAsync([layer], new CancellationToken(canceled: true)));

        Assert.IsNull(digests.Find(layer));
    }

    private static LayerContents Layer(TemporaryFolder folder, LayerKind kind = LayerKind.Layer, string name = "layer")
    {
        var file = folder.Write(name + "/file", "content of " + name);
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(40));
        LayerSource source = kind == LayerKind.Emulator ? new FileSource(file, "aws-lambda-rie") : new FolderSource(folder.At(name));
        return LayerSpecs.Read(LayerSpecs.Layer(file) with { Kind = kind, Name = name, Source = source });
    }

    // What a build of a project knows at its start.
    private static LayerDigests Digests(TemporaryFolder folder, string project = "obj", long timestamp = Timestamp, TimeProvider? clock = null) =>
        new(DigestCache.Load(folder.At(project + "/digests.txt"), new SharedCache(folder.At("shared"))), timestamp, clock ?? LaterClock.Instance);
}
