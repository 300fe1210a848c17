using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>Caches that say something wrong: a forced build doesn't ask them, and puts them right.</summary>
[TestClass]
public sealed class ForceBuildTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task BuildAsync_with_wrong_caches_makes_the_right_image_if_it_is_forced(bool force)
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        var right = (await scene.BuildAsync(Token)).Id;
        scene.Engine.Images.Remove(BuildScene.Name);
        var folder = Path.GetDirectoryName(scene.CacheFolder)!;
        Shell.Run(folder, "for file in cache/digests/*; do printf %064d 0 >$file; done; sed -i 's/ [0-9a-f]*$/ '$(printf %064d 0)'/' obj/digests.txt");
        scene.Spec = scene.Spec with { ForceBuild = force };

        // Without force, the digests are believed, which shows that they matter.
        var image = await TryAsync(scene);

        Assert.AreEqual(force, image == right);
    }

    [TestMethod]
    public async Task BuildAsync_that_is_forced_puts_wrong_caches_right()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.Containerd);
        await scene.BuildAsync(Token);
        var folder = Path.GetDirectoryName(scene.CacheFolder)!;
        const string Read = "cat obj/digests.txt; for file in cache/digests/* cache/manifests/*; do echo $file; cat $file; done";
        var right = Shell.Run(folder, Read);
        Shell.Run(folder, "for file in cache/digests/* cache/manifests/*; do printf %064d 0 >$file; done; sed -i 's/ [0-9a-f]*$/ '$(printf %064d 0)'/' obj/digests.txt");
        scene.Spec = scene.Spec with { ForceBuild = true };

        await scene.BuildAsync(Token);

        Assert.AreEqual(right, Shell.Run(folder, Read));
    }

    private async Task<string?> TryAsync(BuildScene scene)
    {
        try
        {
            return (await scene.BuildAsync(Token)).Id;
        }
        catch (LambdaImage.Diagnostics.LambdaImageException)
        {
            return null;
        }
    }
}
