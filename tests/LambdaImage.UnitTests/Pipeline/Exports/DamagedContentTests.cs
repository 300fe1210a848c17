using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Content that is not what its digest says, in the cache and in archives of bases.</summary>
[TestClass]
public sealed class DamagedContentTests
{
    private const string Tag = "team/hello:1";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Cache_that_is_damaged_heals_during_a_push()
    {
        await using var scene = new ExportScene();
        await using var first = new MemoryRegistry();
        await using var second = new MemoryRegistry();
        await PushAsync(scene, first);
        Damage(scene);

        await PushAsync(scene, second);

        Assert.IsTrue(second.IsComplete(Tag));
        Assert.AreEqual(string.Empty, string.Join(' ', Directory.EnumerateFiles(scene.At("home/cache/blobs")).Where(IsDamaged)));
    }

    [TestMethod]
    public async Task Cache_that_is_damaged_is_told_by_an_archive_and_heals_in_the_next_build()
    {
        await using var scene = new ExportScene();
        await using var first = new MemoryRegistry();
        await PushAsync(scene, first);
        Damage(scene);
        var path = scene.ToArchive(ArchiveFormat.Oci);

        for (var layers = 2; layers > 0; layers--)
        {
            await Expect.FailureAsync(DiagnosticCodes.BlobCacheNotWritable, () => scene.BuildAsync(Token));
            Assert.IsFalse(File.Exists(path));
            Assert.IsEmpty(scene.TemporaryFiles);
        }

        await scene.BuildAsync(Token);

        Assert.IsTrue(File.Exists(path));
    }

    [TestMethod]
    public async Task Base_of_an_engines_archive_with_a_damaged_layer_fails_and_teaches_the_cache_nothing()
    {
        await using var scene = new ExportScene();
        var files = ImageFiles.DockerArchiveOf(scene);
        var layer = files.FindIndex(file => file.Name == "layer/layer.tar");
        var good = files[layer];
        files[layer] = (good.Name, Changed(good.Content));
        ImageFiles.WriteTar(scene.At("base.tar"), files);
        scene.Spec = scene.Spec with { BaseArchive = scene.At("base.tar") };

        await Expect.FailureAsync(DiagnosticCodes.UnsupportedBase, () => scene.BuildAsync(Token));

        Assert.DoesNotContain(Tag, scene.Registry.Manifests.Keys);
        Assert.IsEmpty(scene.TemporaryFiles);
        files[layer] = good;
        ImageFiles.WriteTar(scene.At("base.tar"), files);
        await scene.BuildAsync(Token);
        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    [DataRow(true, "LAMBDAIMAGE1020")]
    [DataRow(false, "LAMBDAIMAGE1024")]
    public async Task Base_of_a_layout_with_a_damaged_layer_fails(bool isPush, string code)
    {
        await using var scene = new ExportScene();
        var files = ImageFiles.LayoutOf(scene);
        var layer = files.FindIndex(file => file.Name.StartsWith("blobs/", StringComparison.Ordinal) && !ImageFiles.IsConfig(file.Content));
        files[layer] = (files[layer].Name, Changed(files[layer].Content));
        ImageFiles.WriteTar(scene.At("base.tar"), files);

        // Else it would be taken from the other repository.
        scene.Registry.Blobs.Clear();
        var path = isPush ? null : scene.ToArchive(ArchiveFormat.Oci);
        scene.Spec = scene.Spec with { BaseArchive = scene.At("base.tar") };

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => scene.BuildAsync(Token));

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.IsFalse(File.Exists(path));
        Assert.DoesNotContain(Tag, scene.Registry.Manifests.Keys);
    }

    [TestMethod]
    public async Task Base_of_a_layout_that_is_cut_off_anywhere_fails()
    {
        await using var scene = new ExportScene();
        var files = ImageFiles.LayoutOf(scene);
        ImageFiles.WriteTar(scene.At("whole.tar"), [.. files.Where(file => !file.Name.StartsWith("blobs/", StringComparison.Ordinal)), .. files.Where(file => file.Name.StartsWith("blobs/", StringComparison.Ordinal))]);
        var whole = await File.ReadAllBytesAsync(scene.At("whole.tar"), Token);
        scene.Spec = scene.Spec with { BaseArchive = scene.At("base.tar") };
        scene.Registry.Blobs.Clear();

        // The end of a tar is two empty blocks, which nobody misses.
        for (var length = 0; length < whole.Length - 2048; length += 700)
        {
            scene.Write("base.tar", whole[..length]);
            await Expect.FailureAsync(DiagnosticCodes.InvalidBaseArchive, () => scene.BuildAsync(Token));
            Assert.DoesNotContain(Tag, scene.Registry.Manifests.Keys);
        }
    }

    private async Task PushAsync(ExportScene scene, MemoryRegistry to)
    {
        scene.Spec = scene.Spec with { Names = [ImageReference.Parse($"{to.Host}/{Tag}")] };
        await scene.BuildAsync(Token);
    }

    private static void Damage(ExportScene scene)
    {
        foreach (var file in Directory.EnumerateFiles(scene.At("home/cache/blobs")))
        {
            File.WriteAllBytes(file, Changed(File.ReadAllBytes(file)));
        }
    }

    private static bool IsDamaged(string file) => MemoryRegistry.DigestOf(File.ReadAllBytes(file)) != "sha256:" + Path.GetFileName(file);

    private static byte[] Changed(byte[] content) => [.. content[..^1], (byte)(content[^1] ^ 1)];
}
