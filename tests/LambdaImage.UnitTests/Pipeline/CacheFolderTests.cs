using LambdaImage.Diagnostics;
using LambdaImage.Pipeline;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>Cache folders that others could have written to. The tests run as root, which can give folders to others.</summary>
[TestClass]
public sealed class CacheFolderTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_makes_cache_folders_for_the_user_alone()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);

        await scene.BuildAsync(Token);

        Assert.AreEqual(
            "700 cache\n700 cache/digests\n700 cache/folders\n700 cache/locks\n700 cache/manifests\n",
            Shell.Run(Path.GetDirectoryName(scene.CacheFolder)!, "stat -c '%a %n' cache cache/*"));
        Assert.DoesNotContain(message => message.Descriptor == DiagnosticCodes.UntrustedCacheFolder, scene.Messages);
    }

    [TestMethod]
    public async Task BuildAsync_with_a_cache_folder_that_others_can_read_makes_it_private_and_uses_it()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        Shell.Run(Path.GetDirectoryName(scene.CacheFolder)!, "chmod 755 cache");

        await scene.BuildAsync(Token);

        Assert.AreEqual("700\n", Shell.Run(scene.CacheFolder, "stat -c %a ."));
        Assert.IsNotEmpty(Directory.GetFiles(Path.Combine(scene.CacheFolder, "digests")));
    }

    [TestMethod]
    [DataRow("chown 1234 cache", DisplayName = "of another user")]
    [DataRow("chmod 777 cache", DisplayName = "writable for all")]
    [DataRow("chmod 777 .", DisplayName = "below one that all can write to")]
    [DataRow("mv cache open && chmod 777 open && ln -s open cache", DisplayName = "link to one that all can write to")]
    public async Task BuildAsync_with_a_poisoned_cache_folder_says_so_builds_what_the_project_holds_and_does_not_touch_it(string make)
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        await scene.BuildAsync(Token);
        var good = scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Id;
        scene.Engine.Images.Remove(BuildScene.Name);

        // What another user would do: every digest becomes that of another layer.
        var folder = Path.GetDirectoryName(scene.CacheFolder)!;
        Shell.Run(folder, $"for file in cache/digests/*; do printf %064d 0 >$file; done; rm -r obj; {make}");
        var before = Shell.Run(folder, "find cache/ -type f | sort | xargs stat -c '%n %y %z'");
        scene.Messages.Clear();

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(good, result.Id);
        Assert.AreEqual(before, Shell.Run(folder, "find cache/ -type f | sort | xargs stat -c '%n %y %z'"));
        var warning = scene.Messages.Single(message => message.Descriptor == DiagnosticCodes.UntrustedCacheFolder);
        Assert.AreEqual(MessageLevel.Warning, warning.Level);
        Assert.Contains($"'{scene.CacheFolder}'", warning.Text);
    }

    [TestMethod]
    public void Choose_with_a_download_folder_that_others_can_write_to_takes_one_below_obj()
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "mkdir layers && chmod 777 layers");
        var told = new List<BuildMessage>();

        var caches = CacheFolders.Choose(
            folder.At("obj"), folder.At("cache"), new() { CacheFolder = folder.At("layers"), LockFile = folder.At("lock.json"), Endpoint = new("https://lambda") });
        caches.Report(new SynchronousProgress<BuildMessage>(told.Add));

        Assert.AreEqual(folder.At("obj/layers"), caches.LayerVersions.CacheFolder);
        Assert.AreEqual((folder.At("lock.json"), new Uri("https://lambda")), (caches.LayerVersions.LockFile, caches.LayerVersions.Endpoint));
        Assert.AreEqual(folder.At("cache"), caches.Shared);
        Assert.Contains("LambdaLayerCachePath", told.Single().Text);
    }

    [TestMethod]
    public void Choose_with_a_download_folder_below_an_untrusted_one_tells_of_it_once()
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "mkdir cache && chmod 777 cache");
        var told = new List<BuildMessage>();

        var caches = CacheFolders.Choose(
            folder.At("obj"), folder.At("cache"), new() { CacheFolder = folder.At("cache/layers"), LockFile = folder.At("lock.json") });
        caches.Report(new SynchronousProgress<BuildMessage>(told.Add));

        Assert.AreEqual((folder.At("obj"), folder.At("obj/layers")), (caches.Shared, caches.LayerVersions.CacheFolder));
        Assert.HasCount(1, told);
    }

    [TestMethod]
    public void Choose_without_a_cache_folder_of_the_user_takes_obj_whoever_can_write_there()
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "mkdir obj && chmod 777 obj");
        var told = new List<BuildMessage>();

        var caches = CacheFolders.Choose(folder.At("obj"), folder.At("obj"), null);
        caches.Report(new SynchronousProgress<BuildMessage>(told.Add));

        Assert.AreEqual((folder.At("obj"), folder.At("obj/layers")), (caches.Shared, caches.LayerVersions.CacheFolder));
        Assert.IsEmpty(told);
    }

    [TestMethod]
    public async Task BuildAsync_with_digests_under_obj_that_others_can_write_does_not_use_them()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        await scene.BuildAsync(Token);
        var good = scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Id;
        scene.Engine.Images.Remove(BuildScene.Name);
        Shell.Run(scene.WorkFolder, "sed -i 's/ [0-9a-f]*$/ '$(printf %064d 0)'/' digests.txt && chmod 666 digests.txt && rm -r ../cache");

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(good, result.Id);
    }
}
