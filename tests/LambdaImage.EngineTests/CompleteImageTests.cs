using Docker.DotNet.Models;
using LambdaImage.Diagnostics;
using LambdaImage.EngineTests.Support;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>An image that a build leaves has all of its content, so that it can be pushed and pulled; or there is none.</summary>
[TestClass]
public sealed class CompleteImageTests(TestContext context) : EngineTest(context)
{
    private string Remote => $"{TestEnvironment.Registry}/{Id}:pushed";

    [TestMethod]
    public async Task Image_can_be_saved_and_pushed()
    {
        var image = await BuildAsync(Function("layer"));

        await AssertCompleteAsync(image, "program");
    }

    [TestMethod]
    public async Task Image_on_one_that_was_pulled_compressed_is_complete()
    {
        await PullCompressedAsync(await BuildAsync(Function("layer")));
        Folder.Write("task/Hello", "changed", (UnixFileMode)0b111_101_101);

        var image = await BuildAsync(Function("layer"));

        await AssertCompleteAsync(image, "changed");
    }

    [TestMethod]
    public async Task Image_whose_layers_are_removed_during_the_build_is_complete()
    {
        await BuildAsync(Function("layer"));
        Folder.Write("task/Hello", "changed", (UnixFileMode)0b111_101_101);

        var image = await BuildAsync(Function("layer"), BeforeTheLoad(() => Images.RemoveAsync(Name)));

        await AssertCompleteAsync(image, "changed");
    }

    [TestMethod]
    public async Task Image_whose_base_is_removed_during_the_build_is_complete_or_the_old_one_stays()
    {
        var old = await BuildAsync(Function("layer"));
        var other = await Images.MakeAsync(TestImages.RootFiles());
        Folder.Write("task/Hello", "changed", (UnixFileMode)0b111_101_101);
        var inputs = Function("layer").With("LambdaBaseImage", other).With("LambdaImagePullPolicy", "Never");

        ImageResult? image = null;
        try
        {
            image = await BuildAsync(inputs, BeforeTheLoad(() => Images.RemoveAsync(other)));
        }
        catch (LambdaImageException failure)
        {
            Assert.Contains(failure.Descriptor, [DiagnosticCodes.ImageIncomplete, DiagnosticCodes.BuildStepFailed]);
        }

        await AssertCompleteAsync(image ?? old, image is null ? "program" : "changed");
    }

    private static RecordingProgress BeforeTheLoad(Func<Task> act) => new(message =>
    {
        if (message.Text.StartsWith("Loading the image with ", StringComparison.Ordinal))
        {
            act().GetAwaiter().GetResult();
        }
    });

    // As another engine pushes it: the same files and config, the layers compressed.
    private async Task PullCompressedAsync(ImageResult image)
    {
        var saved = await SavedImage.ReadAsync(Docker, image.Id, CancellationToken);
        using (var registry = new TestRegistry())
        {
            await registry.PushAsync(Remote, saved.Config, saved.Layers);
        }

        await Images.RemoveAsync(Name);
        await PullAsync();
        await Images.TagAsync(Remote, Name);
        await Images.RemoveAsync(Remote);
    }

    private async Task AssertCompleteAsync(ImageResult image, string program)
    {
        var listed = await Docker.Images.ListImagesAsync(new() { All = true }, CancellationToken);
        Assert.Contains(other => other.ID == image.Id, listed);
        Assert.AreEqual(image.Id, (await InspectAsync(Name)).ID);
        var saved = await SavedImage.ReadAsync(Docker, image.Id, CancellationToken);
        Assert.HasCount((await DiffIdsAsync(image.Id)).Count, saved.Layers);
        Assert.AreEqual(ImageFile.File(program, "0755"), await Reader.ReadOneAsync(Name, "/var/task/Hello", CancellationToken));
        Assert.AreEqual(ImageFile.File("layer"), await Reader.ReadOneAsync(Name, "/opt/file", CancellationToken));

        // A registry takes no manifest that names what it does not have.
        await Images.TagAsync(image.Id, Remote);
        await Images.PushAsync(Remote);
    }

    private Task PullAsync() => Docker.Images.CreateImageAsync(
        new() { FromImage = Remote[..Remote.LastIndexOf(':')], Tag = "pushed" },
        new(),
        new SynchronousProgress<JSONMessage>(message => Assert.IsNull(message.Error?.Message)),
        CancellationToken);

    private ImageInputs Function(string layer)
    {
        Folder.Write(layer + "/file", "layer");
        return base.Function(layer);
    }
}
