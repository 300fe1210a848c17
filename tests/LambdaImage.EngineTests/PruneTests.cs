using Docker.DotNet;
using LambdaImage.EngineTests.Support;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class PruneTests(TestContext context) : EngineTest(context)
{
    private readonly RecordingProgress _progress = new();
    private readonly List<string> _foreign = [];

    private string OtherProject => Id + ".Other";

    // Docker 26 with a containerd store keeps no image whose name a load gives to another: there is nothing to prune then.
    private ImageInputs Superseding(string content = "content") => OneFile(content).With("LambdaImageStrategy", "Dockerfile");

    [TestCleanup]
    public async Task RemoveForeignImagesAsync()
    {
        foreach (var image in _foreign)
        {
            await Images.RemoveAsync(image);
        }
    }

    [TestMethod]
    public async Task Superseded_images_of_the_project_are_removed()
    {
        var first = await BuildAsync(Superseding("first"));
        var second = await BuildAsync(Superseding("second"));
        await BuildAsync(Superseding("third"));

        var removed = await PruneAsync();

        Assert.AreEqual(2, removed);
        await AssertIsGoneAsync(first.Id);
        await AssertIsGoneAsync(second.Id);
    }

    [TestMethod]
    public async Task Image_that_has_the_name_stays()
    {
        await BuildAsync(Superseding("first"));
        var last = await BuildAsync(Superseding("last"));

        await PruneAsync();

        Assert.AreEqual(last.Id, (await InspectAsync(Name)).ID);
    }

    [TestMethod]
    public async Task Image_that_has_another_tag_stays()
    {
        var first = await BuildAsync(Superseding("first").With("LambdaImageTag", "latest;v1"));
        await BuildAsync(Superseding("last"));

        var removed = await PruneAsync();

        Assert.AreEqual(0, removed);
        Assert.AreEqual(first.Id, (await InspectAsync(Id + ":v1")).ID);
    }

    [TestMethod]
    public async Task Image_that_someone_gave_another_name_stays()
    {
        var first = await BuildAsync(Superseding("first"));
        await Images.TagAsync(first.Id, $"someone/{Id}:kept");
        await BuildAsync(Superseding("last"));

        await PruneAsync();

        Assert.AreEqual(first.Id, (await InspectAsync($"someone/{Id}:kept")).ID);
    }

    [TestMethod]
    public async Task Superseded_image_of_another_project_of_the_same_name_stays()
    {
        var other = await BuildAsync(Superseding("other") with { ProjectId = OtherProject });
        _foreign.Add(other.Id);
        await BuildAsync(Superseding("ours"));

        var removed = await PruneAsync();

        Assert.AreEqual(0, removed);
        Assert.IsEmpty((await InspectAsync(other.Id)).RepoTags ?? []);
    }

    [TestMethod]
    public async Task Image_without_our_label_stays_in_the_same_repository_too()
    {
        var made = await Images.MakeAsync(TestImages.RootFiles());
        var foreign = (await InspectAsync(made)).ID;
        _foreign.Add(foreign);
        await Images.TagAsync(made, Name);
        await Images.RemoveAsync(made);
        await BuildAsync(Superseding());

        var removed = await PruneAsync();

        Assert.AreEqual(0, removed);
        Assert.IsEmpty((await InspectAsync(foreign)).RepoTags ?? []);
    }

    [TestMethod]
    public async Task Image_that_a_container_uses_stays_with_a_warning()
    {
        var used = await BuildAsync(Superseding("used"));
        var unused = await BuildAsync(Superseding("unused"));
        await BuildAsync(Superseding("last"));
        var container = await Docker.Containers.CreateContainerAsync(new() { Image = used.Id, Cmd = ["never-started"] }, CancellationToken);
        try
        {
            var removed = await PruneAsync();

            Assert.AreEqual(1, removed);
            Assert.AreEqual(used.Id, (await InspectAsync(used.Id)).ID);
            await AssertIsGoneAsync(unused.Id);
            Assert.AreEqual("LAMBDAIMAGE1013", _progress.Messages.Single(message => message.Level == MessageLevel.Warning).Descriptor?.Code);
        }
        finally
        {
            await Docker.Containers.RemoveContainerAsync(container.ID, new(), CancellationToken.None);
        }
    }

    [TestMethod]
    public async Task Nothing_to_remove_changes_nothing()
    {
        await BuildAsync(Superseding());
        var before = await EngineState.ReadAsync(Docker);

        var removed = await PruneAsync();

        Assert.AreEqual(0, removed);
        await before.AssertUnchangedAsync(Docker);
        Assert.IsEmpty(_progress.Messages);
    }

    [TestMethod]
    public async Task Build_after_it_is_skipped()
    {
        await BuildAsync(Superseding("first"));
        await BuildAsync(Superseding("last"));

        await PruneAsync();

        Assert.IsTrue((await BuildAsync(Superseding("last"))).Skipped);
    }

    private async Task<int> PruneAsync()
    {
        using var engine = await ConnectAsync(CancellationToken);
        return await new ImageRemover(engine, _progress).PruneAsync(Id, CancellationToken);
    }

    private async Task AssertIsGoneAsync(string image) =>
        await Assert.ThrowsExactlyAsync<DockerImageNotFoundException>(() => InspectAsync(image));
}
