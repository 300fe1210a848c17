using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Pipeline;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline;

[TestClass]
public sealed class PruneTests
{
    private readonly List<BuildMessage> _messages = [];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task PruneAsync_asks_for_the_projects_images_alone()
    {
        await using var engine = new ScriptedEngine();

        await PruneAsync(engine);

        Assert.AreEqual("{\"label\":{\"lambdaimage.project.id=id\":true}}", engine.Requests[^1].Values("filters").Single());
    }

    [TestMethod]
    public async Task PruneAsync_removes_what_has_no_name_by_its_id()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("sha256:old", "id"));
        engine.Images.Add(Image("sha256:older", "id"));

        var removed = await PruneAsync(engine);

        Assert.AreEqual(2, removed);
        Assert.IsEmpty(engine.Images.All);
    }

    [TestMethod]
    public async Task PruneAsync_keeps_what_has_a_name()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("sha256:new", "id", "hello:latest"));

        Assert.AreEqual(0, await PruneAsync(engine));
        Assert.IsEmpty(engine.RequestsOf("DELETE", "/"));
    }

    [TestMethod]
    [DataRow("other")]
    [DataRow("ID")]
    [DataRow("id2")]
    [DataRow("")]
    public async Task PruneAsync_keeps_another_projects_image_even_if_the_engine_lists_it(string project)
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("sha256:other", project));

        Assert.AreEqual(0, await PruneAsync(engine));
        Assert.IsEmpty(engine.RequestsOf("DELETE", "/"));
    }

    [TestMethod]
    public async Task PruneAsync_keeps_an_image_without_label_even_if_the_engine_lists_it()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(new("sha256:foreign"));

        Assert.AreEqual(0, await PruneAsync(engine));
        Assert.IsEmpty(engine.RequestsOf("DELETE", "/"));
    }

    [TestMethod]
    public async Task PruneAsync_of_an_image_in_use_warns_and_goes_on()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("sha256:used", "id"));
        engine.Images.Add(Image("sha256:old", "id"));
        engine.On("DELETE", "/images/sha256:used", ScriptedResponses.Refusal(409, "a container uses it"));

        var removed = await PruneAsync(engine);

        Assert.AreEqual(1, removed);
        var warning = _messages.Single(message => message.Level == MessageLevel.Warning);
        Assert.AreEqual("LAMBDAIMAGE1013", warning.Descriptor?.Code);
        Assert.Contains("a container uses it", warning.Text);
    }

    [TestMethod]
    public async Task PruneAsync_does_not_count_an_image_that_goes_meanwhile()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.Add(Image("sha256:old", "id"));
        engine.On("DELETE", "/", ScriptedResponses.Refusal(404, "No such image: sha256:old"));

        Assert.AreEqual(0, await PruneAsync(engine));
        Assert.IsEmpty(_messages);
    }

    [TestMethod]
    public async Task PruneAsync_that_the_engine_refuses_fails_with_its_words()
    {
        await using var engine = new ScriptedEngine();
        engine.On("GET", "/images/json", ScriptedResponses.Refusal(500, "the store is broken"));

        var failure = await Expect.FailureAsync(DiagnosticCodes.EngineError, () => PruneAsync(engine));

        Assert.Contains("the store is broken", failure.Message);
    }

    private static ScriptedImage Image(string id, string project, params string[] tags) => new(id)
    {
        Tags = tags,
        Labels = new Dictionary<string, string> { ["lambdaimage.project"] = "Hello", ["lambdaimage.project.id"] = project },
    };

    private async Task<int> PruneAsync(ScriptedEngine engine)
    {
        using var connection = await EngineConnector.ConnectAsync(new() { Host = engine.Address }, TestContext.CancellationToken);
        return await new ImageRemover(connection, new SynchronousProgress<BuildMessage>(_messages.Add)).PruneAsync("id", TestContext.CancellationToken);
    }
}
