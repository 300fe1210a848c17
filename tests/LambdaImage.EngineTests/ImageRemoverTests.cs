using Docker.DotNet;
using LambdaImage.Diagnostics;
using LambdaImage.EngineTests.Support;
using LambdaImage.Oci;
using LambdaImage.Pipeline;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class ImageRemoverTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Image_of_the_project_is_removed()
    {
        var image = await BuildAsync(OneFile());

        await RemoveAsync(Id, Name);

        await AssertIsGoneAsync(Name);
        await AssertIsGoneAsync(image.Id);
    }

    [TestMethod]
    public async Task Image_with_several_names_is_removed_with_all_of_them()
    {
        var image = await BuildAsync(OneFile().With("LambdaImageTag", "latest;v1"));

        await RemoveAsync(Id, Name, Id + ":v1");

        await AssertIsGoneAsync(Name);
        await AssertIsGoneAsync(Id + ":v1");
        await AssertIsGoneAsync(image.Id);
    }

    [TestMethod]
    public async Task Image_with_a_name_that_was_not_told_keeps_that_name()
    {
        var image = await BuildAsync(OneFile().With("LambdaImageTag", "latest;v1"));

        await RemoveAsync(Id, Name);

        await AssertIsGoneAsync(Name);
        Assert.AreEqual(image.Id, (await InspectAsync(Id + ":v1")).ID);
    }

    [TestMethod]
    public async Task Image_of_another_project_is_kept_and_said_to_be()
    {
        var image = await BuildAsync(OneFile());

        var progress = await RemoveAsync("Other", Name);

        Assert.AreEqual(image.Id, (await InspectAsync(Name)).ID);
        Assert.StartsWith($"Kept {Name}", progress.Messages.Single().Text);
    }

    [TestMethod]
    public async Task Image_that_is_not_ours_is_kept()
    {
        await Images.TagAsync(await Images.MakeAsync(TestImages.RootFiles()), Name);

        await RemoveAsync(Id, Name);

        Assert.IsNotNull(await InspectAsync(Name));
    }

    [TestMethod]
    public async Task Image_of_another_tag_in_the_repository_is_kept()
    {
        await BuildAsync(OneFile("latest"));
        var other = await BuildAsync(OneFile("other").With("LambdaImageTag", "other"));

        await RemoveAsync(Id, Name);

        Assert.AreEqual(other.Id, (await InspectAsync(Id + ":other")).ID);
    }

    [TestMethod]
    public async Task Name_that_nothing_has_is_no_error()
    {
        var progress = await RemoveAsync(Id, Name);

        Assert.IsEmpty(progress.Messages);
    }

    [TestMethod]
    public async Task Base_stays_when_the_image_goes()
    {
        var image = await BuildAsync(OneFile());

        await RemoveAsync(Id, Name);

        Assert.IsNotNull(await InspectAsync(image.BaseImage.ToString()));
    }

    [TestMethod]
    public async Task Image_that_a_container_uses_is_an_error_and_stays()
    {
        var image = await BuildAsync(OneFile());
        var container = await Docker.Containers.CreateContainerAsync(new() { Image = image.Id, Cmd = ["never-started"] }, CancellationToken);
        try
        {
            var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => RemoveAsync(Id, Name));

            Assert.AreEqual("LAMBDAIMAGE1013", failure.Descriptor.Code);
            Assert.AreEqual(image.Id, (await InspectAsync(Name)).ID);
        }
        finally
        {
            await Docker.Containers.RemoveContainerAsync(container.ID, new(), CancellationToken.None);
        }
    }

    private async Task<RecordingProgress> RemoveAsync(string project, params string[] names)
    {
        var progress = new RecordingProgress();
        using var engine = await ConnectAsync(CancellationToken);
        await new ImageRemover(engine, progress).RemoveAsync(project, [.. names.Select(ImageReference.Parse)], CancellationToken);
        return progress;
    }

    private async Task AssertIsGoneAsync(string image) =>
        await Assert.ThrowsExactlyAsync<DockerImageNotFoundException>(() => InspectAsync(image));
}
