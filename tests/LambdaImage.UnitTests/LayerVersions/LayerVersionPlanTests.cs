using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Lambda;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Tar;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class LayerVersionPlanTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Downloaded_layer_is_read_as_a_zip_under_its_own_name()
    {
        await using var workspace = new LayerWorkspace();
        var spec = await workspace.Resolver().ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token);

        using var plan = ImagePlanner.Read(spec, Token);

        Assert.AreEqual("shared", plan.Layers[0].Spec.Name);
        Assert.AreEqual(". python python/shared.py", string.Join(' ', plan.Layers[0].Entries.Select(entry => entry.Path)));
    }

    [TestMethod]
    public async Task Downloaded_layer_is_a_zip_that_knows_its_layer_version()
    {
        await using var workspace = new LayerWorkspace();

        var spec = await workspace.Resolver().ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token);

        Assert.AreEqual(new ZipSource(workspace.CachedFile, LayerVersionArn.Parse(LayerWorkspace.Arn)), spec.Layers[0].Source);
    }

    [TestMethod]
    public async Task Digest_is_that_of_the_same_zip_in_the_project()
    {
        await using var workspace = new LayerWorkspace();
        var downloaded = await workspace.Resolver().ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token);
        var local = LayerWorkspace.Spec() with
        {
            Layers = [new() { Kind = LayerKind.Layer, Name = "local", Source = new ZipSource(workspace.Folder.Write("local.zip", workspace.Content)) }],
        };

        using var downloadedPlan = ImagePlanner.Read(downloaded, Token);
        using var localPlan = ImagePlanner.Read(local, Token);

        Assert.AreEqual(Digests.Of(localPlan.Layers)[0], Digests.Of(downloadedPlan.Layers)[0]);
    }

    [TestMethod]
    public async Task Digest_of_a_downloaded_layer_is_remembered()
    {
        await using var workspace = new LayerWorkspace();
        var spec = await workspace.Resolver().ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token);
        var shared = new SharedCache(workspace.Folder.At("shared"));
        using var plan = ImagePlanner.Read(spec, Token);
        var first = DigestCache.Load(workspace.Folder.At("digests.txt"), shared);
        await new LayerDigests(first, 0, LaterClock.Instance).ReadAsync(plan.Layers, Token);
        first.Save();

        var second = DigestCache.Load(workspace.Folder.At("digests.txt"), shared);

        Assert.IsNotNull(new LayerDigests(second, 0).Find(plan.Layers[0]));
    }

    [TestMethod]
    public async Task Layer_version_that_is_no_zip_is_refused_at_its_item()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.Publish(LayerWorkspace.Arn, "not a zip"u8.ToArray());
        var spec = await workspace.Resolver().ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token);

        var failure = Assert.ThrowsExactly<LambdaImageException>(() => ImagePlanner.Read(spec, Token));

        Assert.AreEqual(DiagnosticCodes.CorruptZip, failure.Descriptor);
        Assert.AreEqual(new("LambdaLayer", LayerWorkspace.Arn), failure.Origin);
    }
}
