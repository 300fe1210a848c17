using LambdaImage.EngineTests.Support;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.EngineTests;

/// <summary>The base really changes in its registry between two builds.</summary>
[TestClass]
public sealed class PullPolicyTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Missing_does_not_notice_that_the_base_changed_in_its_registry()
    {
        var inputs = await PublishAsync("Missing");
        var first = await BuildAsync(inputs);
        await ChangeInRegistryAsync(inputs);

        var second = await BuildAsync(inputs);

        Assert.IsTrue(second.Skipped);
        Assert.AreEqual((first.Id, first.BaseDigest), (second.Id, second.BaseDigest));
    }

    [TestMethod]
    [DataRow("IfNewer")]
    [DataRow("Always")]
    public async Task Policy_that_asks_the_registry_builds_anew_on_a_base_that_changed(string policy)
    {
        var inputs = await PublishAsync(policy);
        var first = await BuildAsync(inputs);
        var digest = await ChangeInRegistryAsync(inputs);
        var second = await BuildAsync(inputs);

        Assert.IsFalse(second.Skipped);
        Assert.AreNotEqual(first.Fingerprint, second.Fingerprint);
        Assert.AreEqual(digest, second.BaseDigest?.ToString());
    }

    [TestMethod]
    [DataRow("IfNewer")]
    [DataRow("Always")]
    public async Task Policy_that_asks_the_registry_builds_once_for_a_change(string policy)
    {
        var inputs = await PublishAsync(policy);
        await BuildAsync(inputs);
        await ChangeInRegistryAsync(inputs);
        var second = await BuildAsync(inputs);

        var third = await BuildAsync(inputs);

        Assert.IsTrue(third.Skipped);
        Assert.AreEqual(second.Id, third.Id);
    }

    [TestMethod]
    public async Task IfNewer_on_a_base_that_is_current_pulls_nothing()
    {
        var inputs = await PublishAsync("IfNewer");
        var first = await BuildAsync(inputs);
        var progress = new RecordingProgress();

        var second = await BuildAsync(inputs, progress);

        Assert.IsTrue(second.Skipped);
        Assert.IsEmpty(progress.Messages);
    }

    [TestMethod]
    public async Task IfNewer_on_a_base_that_its_registry_no_longer_has_fails()
    {
        var inputs = OneFile().With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles())).With("LambdaImagePullPolicy", "IfNewer");
        if (await TestEngine.IsPodmanAsync(Docker))
        {
            await AssertIsNotAskedForAsync(inputs);
            return;
        }

        var failure = await FailAsync(inputs);

        Assert.AreEqual("LAMBDAIMAGE1003", failure.Descriptor.Code, failure.Message);
    }

    [TestMethod]
    public async Task IfNewer_on_a_base_whose_registry_is_not_there_fails()
    {
        var local = await Images.MakeAsync(TestImages.RootFiles());
        var name = $"127.0.0.1:1/{Id}-base:1";
        await Images.TagAsync(local, name);
        var inputs = OneFile().With("LambdaBaseImage", name).With("LambdaImagePullPolicy", "IfNewer");
        if (await TestEngine.IsPodmanAsync(Docker))
        {
            await AssertIsNotAskedForAsync(inputs);
            return;
        }

        var failure = await FailAsync(inputs);

        Assert.AreEqual("LAMBDAIMAGE1011", failure.Descriptor.Code, failure.Message);
    }

    [TestMethod]
    public async Task Pull_is_shown_layer_by_layer()
    {
        var inputs = await PublishAsync("Missing");
        var progress = new RecordingProgress();

        await BuildAsync(inputs, progress);

        var messages = progress.Messages.Select(message => (message.Level, message.Text)).ToList();
        Assert.AreEqual((MessageLevel.High, $"Pulling base image {inputs.Properties.Text("LambdaBaseImage")}"), messages[0]);
        Assert.Contains(message => message.Level == MessageLevel.Normal && message.Text.EndsWith(": Download complete", StringComparison.Ordinal), messages);
    }

    private async Task<ImageInputs> PublishAsync(string policy) =>
        OneFile().With("LambdaBaseImage", (await Images.PublishAsync()).Name).With("LambdaImagePullPolicy", policy);

    // The engine keeps the base that it has, as if another machine had made and pushed the new one.
    private async Task<string> ChangeInRegistryAsync(ImageInputs inputs)
    {
        var name = inputs.Properties.Text("LambdaBaseImage")!;
        var old = (await InspectAsync(name)).ID!;
        var digest = await Images.PushAsync(await Images.MakeAsync(TestImages.RootFiles()));
        var changed = (await InspectAsync(name)).ID!;
        await Images.TagAsync(old, name);
        await Images.RemoveAsync(changed);
        return digest;
    }

    // An engine without the call that asks registries builds on what it has, and a warning says so.
    private async Task AssertIsNotAskedForAsync(ImageInputs inputs)
    {
        var progress = new RecordingProgress();

        var image = await BuildAsync(inputs, progress);

        Assert.AreEqual("LAMBDAIMAGE1012", progress.Messages.Single(message => message.Level == MessageLevel.Warning).Descriptor!.Code);
        Assert.IsFalse(image.Skipped);
        Assert.DoesNotContain(message => message.Text.StartsWith("Pulling", StringComparison.Ordinal), progress.Messages);
    }
}
