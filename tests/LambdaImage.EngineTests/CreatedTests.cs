using Docker.DotNet.Models;
using LambdaImage.EngineTests.Support;
using LambdaImage.Images;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>Engines find old images by the time that an image holds. One that was just built is never old.</summary>
[TestClass]
public sealed class CreatedTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Image_that_was_just_built_is_not_pruned_as_old()
    {
        var image = await BuildAsync(OneFile());

        await PruneOlderThanADayAsync();

        var found = await InspectAsync(image.Id);
        Assert.IsGreaterThan(DateTime.UtcNow.AddDays(-1), found.Created!.Value);
    }

    [TestMethod]
    public async Task Image_that_is_loaded_has_the_time_that_was_asked_for_and_the_same_layers()
    {
        var first = await InspectAsync((await BuildAsync(OneFile())).Id);
        var image = await BuildAsync(OneFile().With("LambdaImageCreated", "2020-05-06T07:08:09Z"));
        var second = await InspectAsync(image.Id);

        // An engine that builds gives the image the present time.
        Assert.AreEqual(
            image.Strategy == BuildStrategy.Load,
            second.Created!.Value.ToUniversalTime() == new DateTime(2020, 5, 6, 7, 8, 9, DateTimeKind.Utc),
            $"{image.Strategy}: {second.Created}");
        Assert.AreNotEqual(first.ID, second.ID);
        CollectionAssert.AreEqual(first.RootFS!.Layers!.ToList(), second.RootFS!.Layers!.ToList());
    }

    // Podman's API of Docker takes no filter for images that have names.
    private async Task PruneOlderThanADayAsync()
    {
        if (!await TestEngine.IsPodmanAsync(Docker))
        {
            var filters = new Dictionary<string, IDictionary<string, bool>>
            {
                ["dangling"] = new Dictionary<string, bool> { ["false"] = true },
                ["until"] = new Dictionary<string, bool> { ["24h"] = true },
                ["label"] = new Dictionary<string, bool> { [$"{ImageLabels.Project}={Id}"] = true },
            };
            await Docker.Images.PruneImagesAsync(new ImagesPruneParameters { Filters = filters }, CancellationToken);
        }
    }
}
