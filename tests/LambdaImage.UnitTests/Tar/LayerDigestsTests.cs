using System.Security.Cryptography;
using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Spec;
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

        Assert.AreEqual(Convert.ToHexString(SHA256.HashData(tar)).ToLowerInvariant(), digests.Single());
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
        using var link = LayerSpecs.Read(new LayerSpec { Kind = LayerKind.Bootstrap, Name = "bootstrap", Source = "/var/task/Hello" });
        await Digests(folder).ReadAsync([link], Token);

        Assert.IsNotNull(Digests(folder, "other").Find(link));
    }

    [TestMethod]
    public async Task Find_of_a_layer_with_a_file_that_was_just_written_does_not_trust_the_last_build()
    {
        using var folder = new TemporaryFolder();
        using var layer = Layer(folder, age: TimeSpan.Zero);
        await Digests(folder).ReadAsync([layer], Token);

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
        using var owner = new FileStream(folder.At("layer/file"), FileMode.Open, FileAccess.Read, FileShare.None);

        Assert.AreEqual(known.Single(), (await Digests(folder).ReadAsync([layer], Token)).Single());
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

    private static LayerContents Layer(TemporaryFolder folder, LayerKind kind = LayerKind.Layer, string name = "layer", TimeSpan? age = null)
    {
        var file = folder.Write(name + "/file", "content of " + name);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow - (age ?? TimeSpan.FromDays(1)));
        return LayerSpecs.Read(LayerSpecs.Layer(kind == LayerKind.Emulator ? file : folder.At(name)) with { Kind = kind, Name = name });
    }

    // What a build of a project knows at its start.
    private static LayerDigests Digests(TemporaryFolder folder, string project = "obj", long timestamp = Timestamp) =>
        new(DigestMemory.Load(folder.At(project + "/digests.txt"), new SharedFolder(folder.At("shared"))), timestamp);
}
