using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

[TestClass]
public sealed class ImageRemoverTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task RemoveAsync_of_the_projects_image_removes_each_name_of_it()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("id", "hello:1", "hello:2"));

        await RemoveAsync(engine, "1", "2");

        Assert.IsEmpty(engine.Images.All);
    }

    [TestMethod]
    public async Task RemoveAsync_of_one_name_keeps_the_image_under_the_other()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("id", "hello:1", "hello:2"));

        await RemoveAsync(engine, "1");

        Assert.AreEqual("hello:2", string.Join(' ', engine.Images.All.Single().Tags));
    }

    [TestMethod]
    public async Task RemoveAsync_of_another_projects_image_keeps_it_and_says_so()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("other-id", "hello:1"));

        var messages = await RemoveAsync(engine, "1");

        Assert.HasCount(1, engine.Images.All);
        Assert.AreEqual("Kept hello:1: it was made from another project, 'Hello'", messages.Single());
    }

    [TestMethod]
    public async Task RemoveAsync_of_an_image_that_names_the_project_without_its_identity_keeps_it_and_says_why()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(new("sha256:old") { Tags = ["hello:1"], Labels = new Dictionary<string, string> { ["lambdaimage.project"] = "id" } });

        var messages = await RemoveAsync(engine, "1");

        Assert.HasCount(1, engine.Images.All);
        Assert.AreEqual("Kept hello:1: it was made by an older version, which did not label it with the project's identity", messages.Single());
    }

    [TestMethod]
    public async Task RemoveAsync_of_an_image_without_our_label_keeps_it()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(new("sha256:foreign") { Tags = ["hello:1"] });

        await RemoveAsync(engine, "1");

        Assert.HasCount(1, engine.Images.All);
    }

    [TestMethod]
    public async Task RemoveAsync_of_an_image_that_is_not_there_does_nothing()
    {
        await using var engine = new ScriptedEngine();

        var messages = await RemoveAsync(engine, "1");

        Assert.IsEmpty(messages);
        Assert.IsEmpty(engine.RequestsOf("DELETE", "/"));
    }

    [TestMethod]
    public async Task RemoveAsync_of_an_image_in_use_fails_with_the_engines_words()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("id", "hello:1"));
        engine.On("DELETE", "/", ScriptedResponses.Refusal(409, "a container uses it"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.ImageInUse, () => RemoveAsync(engine, "1"));

        Assert.Contains("a container uses it", failure.Message);
    }

    [TestMethod]
    public async Task RemoveAsync_that_is_refused_fails_with_the_engines_words()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("id", "hello:1"));
        engine.On("DELETE", "/", ScriptedResponses.Refusal(500, "the disk is broken"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => RemoveAsync(engine, "1"));

        Assert.Contains("the disk is broken", failure.Message);
    }

    [TestMethod]
    public async Task RemoveAsync_of_an_image_that_goes_meanwhile_succeeds()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("id", "hello:1"));
        engine.On("DELETE", "/", ScriptedResponses.Refusal(404, "No such image: hello:1"));

        await RemoveAsync(engine, "1");

        Assert.HasCount(1, engine.RequestsOf("DELETE", "/images/hello:1"));
    }

    private static ScriptedImage Image(string project, params string[] tags) => new("sha256:image")
    {
        Tags = tags,
        Labels = new Dictionary<string, string> { ["lambdaimage.project"] = "Hello", ["lambdaimage.project.id"] = project },
    };

    private async Task<List<string>> RemoveAsync(ScriptedEngine engine, params string[] tags)
    {
        var messages = new List<string>();
        using var connection = await EngineConnector.ConnectAsync(new() { Host = engine.Address }, TestContext.CancellationToken);
        var remover = new ImageRemover(connection, new SynchronousProgress<BuildMessage>(message => messages.Add(message.Text)));
        await remover.RemoveAsync("id", ImageSpecReader.Names("hello", tags), TestContext.CancellationToken);
        return messages;
    }
}
