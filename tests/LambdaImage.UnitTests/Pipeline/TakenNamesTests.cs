using LambdaImage.Oci;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline;

[TestClass]
public sealed class TakenNamesTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("Other", "other", "'Other'")]
    [DataRow("Hello", "other", "also called 'Hello'")]
    [DataRow("Other", null, "'Other'")]
    public async Task BuildAsync_of_a_name_that_another_projects_image_has_warns(string project, string? id, string owner)
    {
        await using var scene = Scene(project, id);

        await scene.BuildAsync(TestContext.CancellationToken);

        var warning = scene.Messages.Single(message => message.Descriptor?.Code == "LAMBDAIMAGE5014");
        Assert.AreEqual(MessageLevel.Warning, warning.Level);
        Assert.StartsWith($"hello:latest was the name of an image of another project, {owner}.", warning.Text);
    }

    [TestMethod]
    [DataRow("Hello", "ours")]
    [DataRow("Renamed", "ours")]
    [DataRow("Hello", null)]
    [DataRow(null, null)]
    public async Task BuildAsync_of_a_name_that_no_other_projects_image_has_does_not_warn(string? project, string? id)
    {
        await using var scene = Scene(project, id);

        await scene.BuildAsync(TestContext.CancellationToken);

        Assert.DoesNotContain(message => message.Descriptor?.Code == "LAMBDAIMAGE5014", scene.Messages);
    }

    [TestMethod]
    public async Task BuildAsync_of_a_further_name_that_another_projects_image_has_warns_of_that_name()
    {
        await using var scene = Scene("Other", "other");
        scene.Spec = scene.Spec with { Names = [ImageReference.Parse("hello:1"), ImageReference.Parse("hello:latest")] };

        await scene.BuildAsync(TestContext.CancellationToken);

        Assert.StartsWith("hello:latest was", scene.Messages.Single(message => message.Descriptor?.Code == "LAMBDAIMAGE5014").Text);
    }

    private static BuildScene Scene(string? project, string? id)
    {
        var labels = new Dictionary<string, string>();
        if (project is not null)
        {
            labels["lambdaimage.project"] = project;
        }

        if (id is not null)
        {
            labels["lambdaimage.project.id"] = id;
        }

        var scene = BuildScene.WithBase();
        scene.Engine.Images.Add(new ScriptedImage("sha256:other") { Tags = ["hello:latest"], Labels = labels });
        scene.Spec = scene.Spec with { ProjectId = "ours" };
        return scene;
    }
}
