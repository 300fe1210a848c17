using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class BaseImageTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Base_that_the_engine_lacks_is_pulled()
    {
        var (name, digest) = await Images.PublishAsync();

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", name));

        Assert.AreEqual(digest, image.BaseDigest?.ToString());
        Assert.AreEqual(ImageFile.File("content"), await Reader.ReadOneAsync(image.Id, "/opt/file.txt", CancellationToken));
    }

    [TestMethod]
    public async Task Base_of_another_architecture_that_the_engine_lacks_is_pulled()
    {
        var (name, _) = await Images.PublishAsync("linux/arm64");

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", name).With("LambdaArchitecture", "arm64").With("LambdaRie", "Never"));

        Assert.AreEqual("arm64", (await InspectAsync(image.Id)).Architecture);
    }

    [TestMethod]
    public async Task Base_named_by_digest_is_pulled()
    {
        var (name, digest) = await Images.PublishAsync();
        var pinned = $"{name[..name.LastIndexOf(':')]}@{digest}";

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", pinned));

        Assert.AreEqual(digest, image.BaseDigest?.ToString());
        Assert.AreEqual(pinned, (await InspectAsync(image.Id)).Config!.Labels!["org.opencontainers.image.base.name"]);
    }

    [TestMethod]
    public async Task Base_named_by_tag_and_digest_is_pulled_by_its_digest()
    {
        var (name, digest) = await Images.PublishAsync();
        await Images.PushAsync(await Images.MakeAsync(TestImages.RootFiles()));
        await Images.RemoveAsync(name);

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", $"{name}@{digest}"));

        Assert.AreEqual(digest, image.BaseDigest?.ToString());
    }

    [TestMethod]
    public async Task Base_named_by_digest_is_found_by_the_second_build()
    {
        var (name, digest) = await Images.PublishAsync();
        var inputs = OneFile().With("LambdaBaseImage", $"{name}@{digest}");
        var first = await BuildAsync(inputs);
        var progress = new RecordingProgress();

        var second = await BuildAsync(inputs, progress);

        Assert.IsTrue(second.Skipped);
        Assert.AreEqual(first.Id, second.Id);
        Assert.IsEmpty(progress.Messages);
    }

    [TestMethod]
    public async Task Base_that_the_engine_has_needs_no_registry()
    {
        var local = await Images.MakeAsync(TestImages.RootFiles());

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", local).With("LambdaImagePullPolicy", "Never"));

        Assert.AreEqual((await InspectAsync(local)).ID, (await InspectAsync(image.BaseImage.ToString())).ID);
        Assert.IsFalse(image.Skipped);
    }

    [TestMethod]
    public async Task Base_that_the_engine_lacks_is_an_error_when_never_pulled()
    {
        var (name, _) = await Images.PublishAsync();

        var failure = await FailAsync(OneFile().With("LambdaBaseImage", name).With("LambdaImagePullPolicy", "Never"));

        Assert.AreEqual("LAMBDAIMAGE1003", failure.Descriptor.Code);
    }

    [TestMethod]
    public async Task Base_that_nobody_has_is_an_error_that_names_it()
    {
        var name = $"{TestEnvironment.Registry}/{Id}-base:nowhere";

        var failure = await FailAsync(OneFile().With("LambdaBaseImage", name));

        Assert.AreEqual("LAMBDAIMAGE1003", failure.Descriptor.Code);
        Assert.Contains(name, failure.Message);
    }

    [TestMethod]
    public async Task Base_with_a_tag_that_its_repository_lacks_is_an_error()
    {
        var (name, _) = await Images.PublishAsync();

        var failure = await FailAsync(OneFile().With("LambdaBaseImage", name + "23"));

        Assert.AreEqual("LAMBDAIMAGE1003", failure.Descriptor.Code);
    }

    [TestMethod]
    public async Task Base_in_a_registry_that_is_not_there_is_an_error()
    {
        var failure = await FailAsync(OneFile().With("LambdaBaseImage", $"127.0.0.1:1/{Id}:1"));

        Assert.AreEqual("LAMBDAIMAGE1011", failure.Descriptor.Code);
        Assert.Contains("127.0.0.1:1", failure.Message);
    }

    [TestMethod]
    [DataRow("linux/arm64", "x86_64")]
    [DataRow("linux/amd64", "arm64")]
    public async Task Base_of_another_architecture_is_an_error(string platform, string architecture)
    {
        var local = await Images.MakeAsync(TestImages.RootFiles(), platform);

        var failure = await FailAsync(OneFile().With("LambdaBaseImage", local).With("LambdaArchitecture", architecture));

        Assert.AreEqual("LAMBDAIMAGE1007", failure.Descriptor.Code);
    }

    [TestMethod]
    public async Task Base_that_is_another_image_now_is_built_on_anew()
    {
        var name = await Images.MakeAsync(TestImages.RootFiles());
        var inputs = OneFile().With("LambdaBaseImage", name);
        var first = await BuildAsync(inputs);
        await Images.MakeAsync(TestImages.RootFiles());

        var second = await BuildAsync(inputs);

        Assert.IsFalse(second.Skipped);
        Assert.AreNotEqual(first.Fingerprint, second.Fingerprint);
        Assert.AreNotEqual(first.Id, second.Id);
    }

    [TestMethod]
    public async Task Base_that_changed_in_its_registry_is_built_on_anew_when_always_pulled()
    {
        var (name, _) = await Images.PublishAsync();
        var inputs = OneFile().With("LambdaBaseImage", name).With("LambdaImagePullPolicy", "Always");
        await BuildAsync(inputs);
        var digest = (await Images.PublishAsync()).Digest;

        var second = await BuildAsync(inputs);

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual(digest, second.BaseDigest?.ToString());
    }

    [TestMethod]
    public async Task Base_that_is_the_same_in_its_registry_is_not_built_on_when_always_pulled()
    {
        var (name, _) = await Images.PublishAsync();
        var inputs = OneFile().With("LambdaBaseImage", name).With("LambdaImagePullPolicy", "Always");
        await BuildAsync(inputs);

        var second = await BuildAsync(inputs);

        Assert.IsTrue(second.Skipped);
    }

    [TestMethod]
    public async Task Digest_of_a_base_that_was_pulled_before_is_known_to_a_skipped_build()
    {
        var (name, digest) = await Images.PublishAsync();
        var inputs = OneFile().With("LambdaBaseImage", name);
        await BuildAsync(inputs);

        var second = await BuildAsync(inputs);

        Assert.IsTrue(second.Skipped);
        Assert.AreEqual(digest, second.BaseDigest?.ToString());
    }

    [TestMethod]
    public async Task Digest_of_a_base_that_was_pulled_before_is_known_to_the_next_build()
    {
        var (name, digest) = await Images.PublishAsync();
        await BuildAsync(OneFile("first").With("LambdaBaseImage", name));

        var second = await BuildAsync(OneFile("second").With("LambdaBaseImage", name));

        Assert.AreEqual(digest, second.BaseDigest?.ToString());
    }
}
