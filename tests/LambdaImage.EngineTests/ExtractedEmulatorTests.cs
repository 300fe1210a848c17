using System.Formats.Tar;
using LambdaImage.EngineTests.Support;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>The emulator of a base that has none, when the project brings none either.</summary>
[TestClass]
public sealed class ExtractedEmulatorTests(TestContext context) : EngineTest(context)
{
    private const string InImage = "/var/rapid/aws-lambda-rie";
    private const string TakingOut = "Taking the runtime interface emulator out of ";

    /// <summary>A registry of the test's own, as far as names go.</summary>
    private string Registry => $"{TestEnvironment.Registry}/{Id}-bases";

    [TestMethod]
    [DataRow("x86_64", "linux/amd64")]
    [DataRow("arm64", "linux/arm64")]
    public async Task Emulator_comes_out_of_the_architectures_base_of_the_registry(string architecture, string platform)
    {
        await MakeSourceAsync(architecture, platform, ElfFile.For(architecture, "theirs"));

        var image = await BuildAsync((await InputsAsync(platform)).With("LambdaArchitecture", architecture));

        Assert.AreEqual(ImageFile.File(ElfFile.For(architecture, "theirs"), "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }

    [TestMethod]
    public async Task Emulator_comes_out_of_a_base_that_is_pulled_for_it()
    {
        var inputs = (await InputsAsync()).With("LambdaBaseImageRegistry", TestEnvironment.Registry);
        var source = $"{TestEnvironment.Registry}/provided:al2023-x86_64";
        await Images.RemoveAsync(source);
        var progress = new RecordingProgress();

        var image = await BuildAsync(inputs, progress);

        Assert.Contains($"Pulling base image {source}", progress.Messages.Select(message => message.Text));
        var expected = await Reader.ReadOneAsync(source, "/usr/local/bin/aws-lambda-rie", CancellationToken);
        Assert.AreEqual(expected.Sha256, (await Reader.ReadOneAsync(image.Id, InImage, CancellationToken)).Sha256);
    }

    [TestMethod]
    public async Task Container_that_it_came_out_of_is_gone()
    {
        await MakeSourceAsync();
        var inputs = await InputsAsync();
        var before = await EngineState.ReadAsync(Docker);

        await BuildAsync(inputs);

        CollectionAssert.AreEqual(before.Containers.ToList(), (await EngineState.ReadAsync(Docker)).Containers.ToList());
    }

    [TestMethod]
    public async Task Emulator_is_kept_and_not_read_again()
    {
        await MakeSourceAsync();
        var inputs = await InputsAsync();
        await BuildAsync(inputs);
        var progress = new RecordingProgress();

        var image = await BuildAsync(inputs.With("Version", "2"), progress);

        Assert.DoesNotContain(message => message.Text.StartsWith(TakingOut, StringComparison.Ordinal), progress.Messages);
        Assert.AreEqual(ImageFile.File(Emulator, "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }

    [TestMethod]
    public async Task Emulator_of_another_image_of_that_name_is_read()
    {
        await MakeSourceAsync();
        var inputs = (await InputsAsync()).With("LambdaImageForceBuild", "true");
        await BuildAsync(inputs);
        await MakeSourceAsync(emulator: ElfFile.For("x86_64", "newer"));

        var image = await BuildAsync(inputs);

        Assert.AreEqual(ImageFile.File(ElfFile.For("x86_64", "newer"), "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }

    [TestMethod]
    public async Task Always_takes_it_out_even_if_the_base_starts_one()
    {
        await MakeSourceAsync();
        var inputs = Inputs().With("LambdaBaseImage", $"{TestEnvironment.Registry}/provided:al2023-x86_64").With("LambdaBaseImageRegistry", Registry).With("LambdaRie", "Always");

        var image = await BuildAsync(inputs);

        Assert.AreEqual(ImageFile.File(Emulator, "0755"), await Reader.ReadOneAsync(image.Id, InImage, CancellationToken));
    }

    [TestMethod]
    public async Task Second_build_is_skipped()
    {
        await MakeSourceAsync();
        var inputs = await InputsAsync();
        await BuildAsync(inputs);

        Assert.IsTrue((await BuildAsync(inputs)).Skipped);
    }

    [TestMethod]
    public async Task Emulator_for_another_machine_is_refused()
    {
        await MakeSourceAsync(emulator: ElfFile.For("arm64"));

        var failure = await FailAsync(await InputsAsync());

        Assert.AreEqual("LAMBDAIMAGE2022", failure.Descriptor.Code);
    }

    [TestMethod]
    public async Task Image_that_holds_none_is_named_and_leaves_nothing()
    {
        await Images.TagAsync(await Images.MakeAsync(TestImages.RootFiles()), $"{Registry}/provided:al2023-x86_64");
        var inputs = await InputsAsync();
        var before = await EngineState.ReadAsync(Docker);

        var failure = await FailAsync(inputs);

        Assert.AreEqual("LAMBDAIMAGE2016", failure.Descriptor.Code);
        Assert.Contains("/usr/local/bin/aws-lambda-rie", failure.Message);
        await before.AssertUnchangedAsync(Docker);
        Assert.IsEmpty(Directory.GetFiles(WorkFolder, "aws-lambda-rie*"));
    }

    [TestMethod]
    public async Task Image_that_can_not_be_pulled_says_what_it_was_for()
    {
        var failure = await FailAsync(await InputsAsync());

        Assert.AreEqual("LAMBDAIMAGE1003", failure.Descriptor.Code);
        Assert.AreEqual("LambdaRie", failure.Origin?.Element);
        Assert.Contains("set LambdaRie to Never", failure.Message);
    }

    [TestMethod]
    public async Task Image_that_is_missing_and_never_pulled_is_an_error()
    {
        var failure = await FailAsync((await InputsAsync()).With("LambdaImagePullPolicy", "Never"));

        Assert.AreEqual("LAMBDAIMAGE2016", failure.Descriptor.Code);
        Assert.Contains("LambdaImagePullPolicy is Never", failure.Message);
    }

    [TestMethod]
    public async Task Cancellation_before_it_is_taken_out_leaves_nothing()
    {
        await MakeSourceAsync();
        var inputs = await InputsAsync();
        var before = await EngineState.ReadAsync(Docker);
        using var stop = new CancellationTokenSource();
        var progress = new RecordingProgress(message =>
        {
            if (message.Text.StartsWith(TakingOut, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(inputs, progress, stop.Token));

        await before.AssertUnchangedAsync(Docker);
        Assert.IsEmpty(Directory.GetFiles(WorkFolder, "aws-lambda-rie*"));
    }

    // A base without an emulator, and an emulator wanted.
    private async Task<ImageInputs> InputsAsync(string platform = "linux/amd64") => OneFile()
        .With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles(), platform))
        .With("LambdaBaseImageRegistry", Registry)
        .With("LambdaRie", "Auto");

    private async Task MakeSourceAsync(string architecture = "x86_64", string platform = "linux/amd64", byte[]? emulator = null)
    {
        var files = TestImages.RootFiles(new UstarTarEntry(TarEntryType.RegularFile, "usr/local/bin/aws-lambda-rie")
        {
            DataStream = new MemoryStream(emulator ?? Emulator),
        });
        await Images.TagAsync(await Images.MakeAsync(files, platform), $"{Registry}/provided:al2023-{architecture}");
    }
}
