using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Plan;
using LambdaImage.Spec;

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

        using var plan = ImagePlanner.Read(spec, ContentHashCache.Empty(), Token);

        Assert.AreEqual("shared", plan.Layers[0].Spec.Name);
        Assert.AreEqual(". python python/shared.py", string.Join(' ', plan.Layers[0].Entries.Select(entry => entry.Path)));
    }

    [TestMethod]
    public async Task Fingerprint_is_that_of_the_same_zip_in_the_project()
    {
        await using var workspace = new LayerWorkspace();
        var downloaded = await workspace.Resolver().ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token);
        var local = LayerWorkspace.Spec() with
        {
            Layers = [new() { Kind = LayerKind.Layer, Name = "local", Source = workspace.Folder.Write("local.zip", workspace.Content) }],
        };

        using var downloadedPlan = ImagePlanner.Read(downloaded, ContentHashCache.Empty(), Token);
        using var localPlan = ImagePlanner.Read(local, ContentHashCache.Empty(), Token);

        Assert.AreEqual(Fingerprint.Compute(localPlan, "base"), Fingerprint.Compute(downloadedPlan, "base"));
    }

    [TestMethod]
    public async Task Content_hashes_of_a_downloaded_layer_are_remembered_from_the_first_build_on()
    {
        await using var workspace = new LayerWorkspace();
        var spec = await workspace.Resolver().ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token);
        var hashFile = workspace.Folder.At("hashes.txt");
        var first = ContentHashCache.Load(hashFile);
        ImagePlanner.Read(spec, first, Token).Dispose();
        first.Save(hashFile);

        var second = ContentHashCache.Load(hashFile);
        ImagePlanner.Read(spec, second, Token).Dispose();

        Assert.AreEqual(0, second.Computed);
    }

    [TestMethod]
    public async Task Layer_version_that_is_no_zip_is_refused_at_its_item()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.Publish(LayerWorkspace.Arn, "not a zip"u8.ToArray());
        var spec = await workspace.Resolver().ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token);

        var failure = Assert.ThrowsExactly<LambdaImageException>(() => ImagePlanner.Read(spec, ContentHashCache.Empty(), Token));

        Assert.AreEqual(DiagnosticCodes.CorruptZip, failure.Descriptor);
        Assert.AreEqual(new("LambdaLayer", LayerWorkspace.Arn), failure.Origin);
    }
}
