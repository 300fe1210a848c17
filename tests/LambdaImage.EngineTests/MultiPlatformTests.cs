using System.Formats.Tar;
using System.Text;
using Docker.DotNet.Models;
using LambdaImage.Diagnostics;
using LambdaImage.EngineTests.Support;
using LambdaImage.Pipeline;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>Bases that are an index of images for several platforms. containerd stores hold those of several platforms under one name.</summary>
[TestClass]
public sealed class MultiPlatformTests(TestContext context) : EngineTest(context)
{
    private static readonly string[] Platforms = ["amd64", "arm64"];

    private string Base => $"{TestEnvironment.Registry}/{Id}-multi:1";

    [TestMethod]
    [DataRow("x86_64", "amd64")]
    [DataRow("arm64", "arm64")]
    public async Task Image_is_made_of_the_platform_that_was_pulled(string architecture, string platform)
    {
        await PublishAsync();
        var inputs = OneFile().With("LambdaBaseImage", Base).With("LambdaArchitecture", architecture).With("LambdaImagePullPolicy", "Always");
        if (architecture == "arm64")
        {
            // Docker 26 exports an index only with the part for its own platform.
            await PullAsync("linux/amd64");
        }

        var image = await BuildAsync(inputs);

        await AssertForAsync(image, platform);
    }

    [TestMethod]
    public async Task Images_of_both_architectures_are_made_on_what_a_containerd_store_holds()
    {
        await PublishAsync();
        await PullAsync("linux/amd64");
        await PullAsync("linux/arm64");
        var inputs = OneFile().With("LambdaBaseImage", Base).With("LambdaImagePullPolicy", "Never");
        if (!await IsContainerdAsync())
        {
            // Other stores hold the part that was pulled last.
            var failure = await FailAsync(inputs.With("LambdaArchitecture", "x86_64"));
            Assert.AreEqual("LAMBDAIMAGE1007", failure.Descriptor.Code);
            return;
        }

        foreach (var (architecture, platform) in new[] { ("x86_64", "amd64"), ("arm64", "arm64"), ("x86_64", "amd64") })
        {
            var image = await BuildAsync(inputs.With("LambdaArchitecture", architecture));
            var again = await BuildAsync(inputs.With("LambdaArchitecture", architecture));

            Assert.IsTrue(again.Skipped);
            await AssertForAsync(image, platform);
        }
    }

    [TestMethod]
    public async Task Platform_that_is_missing_is_pulled_or_told()
    {
        await PublishAsync();
        await PullAsync("linux/arm64");
        var inputs = OneFile().With("LambdaBaseImage", Base).With("LambdaArchitecture", "x86_64");
        if (await IsContainerdAsync() && System.Version.Parse((await Docker.System.GetVersionAsync(CancellationToken)).APIVersion!) >= new System.Version(1, 49))
        {
            await AssertForAsync(await BuildAsync(inputs), "amd64");
        }
        else
        {
            var failure = await FailAsync(inputs);
            Assert.AreEqual("LAMBDAIMAGE1007", failure.Descriptor.Code);
            Assert.Contains("is for arm64, not for amd64", failure.Message);
        }
    }

    [TestMethod]
    public async Task Index_that_is_current_is_not_pulled_again()
    {
        await PublishAsync();
        var inputs = OneFile().With("LambdaBaseImage", Base).With("LambdaImagePullPolicy", "IfNewer");
        await BuildAsync(inputs);
        var progress = new RecordingProgress();

        var second = await BuildAsync(inputs, progress);

        Assert.IsTrue(second.Skipped);
        Assert.IsEmpty(progress.Messages);
    }

    private async Task PublishAsync()
    {
        using var registry = new TestRegistry();
        var common = Layer("etc/common", Id);
        var images = new List<object>();
        foreach (var platform in Platforms)
        {
            var own = Layer("own/platform", platform);
            images.Add(await registry.PushAsync(Base[..Base.LastIndexOf(':')], TestRegistry.Config(platform, common, own), common, own));
        }

        await registry.PushIndexAsync(Base, [.. images]);
    }

    private Task PullAsync(string platform) => Docker.Images.CreateImageAsync(
        new() { FromImage = Base[..Base.LastIndexOf(':')], Tag = "1", Platform = platform },
        new(),
        new SynchronousProgress<JSONMessage>(message => Assert.IsNull(message.Error?.Message)),
        CancellationToken);

    private async Task AssertForAsync(ImageResult image, string platform)
    {
        Assert.AreEqual(platform, (await InspectAsync(image.Id)).Architecture);
        Assert.AreEqual(ImageFile.File(platform).Sha256, (await Reader.ReadOneAsync(image.Id, "/own/platform", CancellationToken)).Sha256);
        Assert.AreEqual(ImageFile.File("content"), await Reader.ReadOneAsync(image.Id, "/opt/file.txt", CancellationToken));
    }

    private async Task<bool> IsContainerdAsync() =>
        (await Docker.System.GetSystemInfoAsync(CancellationToken)).DriverStatus?.Any(pair => pair.Contains("io.containerd.snapshotter.v1")) == true;

    private static byte[] Layer(string name, string content)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        return bytes.ToArray();
    }
}
