using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>The same inputs make the same manifest, whatever the host adds to them.</summary>
[TestClass]
public sealed class SameDigestTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(0, DisplayName = "umask 0")]
    [DataRow(2, DisplayName = "umask 2")]
    [DataRow(63, DisplayName = "umask 77")]
    public async Task BuildAsync_in_another_folder_with_another_umask_file_times_and_clock_pushes_the_same_manifest(int umask)
    {
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        var first = await BuildAsync(scene, "layer", umask: 18, DateTime.UnixEpoch.AddYears(40), LaterClock.Instance);
        scene.PushTo(other);

        var second = await BuildAsync(scene, "elsewhere/checkout", umask, DateTime.UnixEpoch.AddYears(20).AddHours(umask), new FarClock());

        Assert.AreEqual(first, second);
        Assert.AreEqual(scene.ManifestOf("team/hello:1"), System.Text.Encoding.UTF8.GetString(other.Manifests["team/hello:1"].Content));
    }

    [TestMethod]
    public async Task BuildAsync_several_times_at_once_with_one_cache_pushes_the_same_and_leaves_nothing_half_written()
    {
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        scene.AddLayers(3);
        scene.PushTo(other);

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => scene.BuildAsync(Token), Token)));

        Assert.HasCount(1, results.Select(result => result.Digest).Distinct());
        Assert.IsTrue(other.IsComplete("team/hello:1"));
        Assert.IsEmpty(scene.TemporaryFiles);
        Assert.IsEmpty(Directory.EnumerateFiles(scene.At("home/cache/blobs")).Where(file => MemoryRegistry.DigestOf(File.ReadAllBytes(file)) != "sha256:" + Path.GetFileName(file)));
    }

    private async Task<string> BuildAsync(ExportScene scene, string folder, int umask, DateTime time, TimeProvider clock)
    {
        // Written in another order, which some file systems list them in.
        string[] names = ["file", "bin/tool", "data/a/b", "data/é", "bootstrap"];
        foreach (var name in folder == "layer" ? names : names.Reverse())
        {
            var path = scene.Write($"{folder}/{name}", name == "file" ? "hello" : $"#!/bin/sh\n# {name}\n");
            File.SetLastWriteTimeUtc(path, time);
            Chmod(path, (name is "bin/tool" or "bootstrap" ? 0x1FF : 0x1B6) & ~umask);
        }

        foreach (var path in Directory.EnumerateDirectories(scene.At(folder), "*", SearchOption.AllDirectories).Append(scene.At(folder)))
        {
            Chmod(path, 0x1FF & ~umask);
            Directory.SetLastWriteTimeUtc(path, time);
        }

        scene.Clock = clock;
        scene.Spec = scene.Spec with { Layers = [scene.Spec.Layers[0] with { Source = new FolderSource(scene.At(folder)) }] };
        var result = await scene.BuildAsync(Token, folder == "layer" ? "home" : "elsewhere/home");
        return $"{result.Digest} {result.Id} {result.Fingerprint}";
    }

    private static void Chmod(string path, int mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)mode);
        }
    }

    private sealed class FarClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddYears(3);
    }
}
