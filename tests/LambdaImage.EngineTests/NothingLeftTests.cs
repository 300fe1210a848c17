using Docker.DotNet;
using LambdaImage.EngineTests.Support;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class NothingLeftTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Build_leaves_no_container()
    {
        var before = await EngineState.ReadAsync(Docker);

        await BuildAsync(Function());

        var after = await EngineState.ReadAsync(Docker);
        Assert.AreEqual(string.Join('\n', before.Containers), string.Join('\n', after.Containers));
    }

    [TestMethod]
    public async Task Build_leaves_no_Dockerfile()
    {
        await BuildAsync(Function());

        Assert.IsEmpty(Dockerfiles());
    }

    [TestMethod]
    public async Task Missing_base_leaves_nothing()
    {
        var inputs = OneFile().With("LambdaBaseImage", $"{TestEnvironment.Registry}/{Id}-base:nowhere");
        var before = await EngineState.ReadAsync(Docker);

        await FailAsync(inputs);

        await AssertNothingIsLeftAsync(before);
    }

    [TestMethod]
    public async Task Base_of_another_architecture_leaves_nothing()
    {
        var inputs = OneFile().With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles(), "linux/arm64"));
        var before = await EngineState.ReadAsync(Docker);

        await FailAsync(inputs);

        await AssertNothingIsLeftAsync(before);
    }

    [TestMethod]
    public async Task Step_that_fails_leaves_nothing_on_the_engine()
    {
        var inputs = await FailingStepAsync();
        var before = await EngineState.ReadAsync(Docker);

        await FailAsync(inputs);

        await before.AssertUnchangedAsync(Docker);
    }

    [TestMethod]
    public async Task Step_that_fails_leaves_the_Dockerfile_that_the_error_points_to()
    {
        var failure = await FailAsync(await FailingStepAsync());

        Assert.AreEqual("LAMBDAIMAGE3001", failure.Descriptor.Code);
        Assert.AreEqual(Dockerfiles().Single(), failure.Location!.File);
        Assert.StartsWith("FROM ", (await File.ReadAllLinesAsync(failure.Location.File, CancellationToken))[failure.Location.Line - 1]);
    }

    [TestMethod]
    public async Task Step_that_fails_keeps_the_image_of_that_name()
    {
        var good = await BuildAsync(OneFile());

        await FailAsync(await FailingStepAsync());

        Assert.AreEqual(good.Id, (await InspectAsync(Name)).ID);
    }

    [TestMethod]
    public async Task Dockerfile_of_a_failure_is_gone_after_the_next_build()
    {
        await FailAsync(await FailingStepAsync());

        await BuildAsync(OneFile());

        Assert.IsEmpty(Dockerfiles());
    }

    [TestMethod]
    public async Task Step_that_fails_after_another_leaves_nothing_on_the_engine()
    {
        // Longer than Linux allows.
        var target = string.Concat(Enumerable.Repeat("./", 2100)) + "file";
        Zip.Write(Folder.At("layer.zip"), zip => zip.AddLink("link", target));
        var inputs = WithEmulator(Inputs("layer.zip")).With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles()));
        var before = await EngineState.ReadAsync(Docker);

        await FailAsync(inputs);

        await before.AssertUnchangedAsync(Docker);
    }

    [TestMethod]
    [DataRow("Dockerfile")]
    [DataRow("Load")]
    public async Task File_that_changes_while_it_is_sent_leaves_nothing(string strategy)
    {
        var inputs = (await TwoLayersAsync()).With("LambdaImageStrategy", strategy);
        var before = await EngineState.ReadAsync(Docker);
        var progress = new RecordingProgress(message =>
        {
            if (message.Text.StartsWith("Sent first, ", StringComparison.Ordinal))
            {
                File.AppendAllText(Folder.At("second/file"), "more");
            }
        });

        var failure = await FailAsync(inputs, progress);

        Assert.AreEqual("LAMBDAIMAGE3002", failure.Descriptor.Code);
        Assert.Contains(Folder.At("second/file"), failure.Message);
        await AssertNothingIsLeftAsync(before);
    }

    [TestMethod]
    [DataRow("Dockerfile")]
    [DataRow("Load")]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Upload_that_the_engine_has_no_room_for_leaves_nothing(string strategy)
    {
        if (await TestEngine.IsPodmanAsync(Docker))
        {
            // It unpacks into the system's folder for temporary files, which is not the test's to fill.
            return;
        }

        // The large layer alone: containerd can't move a layer that fits from the small disk to where it keeps layers.
        var both = await TwoLayersAsync();
        var inputs = both.With("LambdaImageStrategy", strategy) with { Layers = [.. both.Layers.Skip(1)] };
        var before = await EngineState.ReadAsync(Docker);
        using var disk = new SmallDisk(await UploadFolderAsync(strategy), megabytes: 8);

        var failure = await FailAsync(inputs);

        Assert.AreEqual("LAMBDAIMAGE1005", failure.Descriptor.Code, failure.Message);
        Assert.Contains("no space left on device", failure.Message);
        await AssertNothingIsLeftAsync(before);
    }

    [TestMethod]
    [DataRow("Dockerfile", "Building image")]
    [DataRow("Dockerfile", "Sent first, ")]
    [DataRow("Dockerfile", "Step 1/")]
    [DataRow("Dockerfile", "Step 2/")]
    [DataRow("Load", "Building image")]
    [DataRow("Load", "Sent first, ")]
    public async Task Cancellation_leaves_nothing(string strategy, string moment)
    {
        var inputs = (await TwoLayersAsync()).With("LambdaImageStrategy", strategy);
        var before = await EngineState.ReadAsync(Docker);
        using var stop = new CancellationTokenSource();
        var progress = new RecordingProgress(message =>
        {
            if (message.Text.StartsWith(moment, StringComparison.OrdinalIgnoreCase))
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(inputs, progress, stop.Token));

        await AssertNothingIsLeftAsync(before);
    }

    [TestMethod]
    public async Task Cancellation_before_a_pull_leaves_nothing()
    {
        var (name, _) = await Images.PublishAsync();
        var before = await EngineState.ReadAsync(Docker);
        using var stop = new CancellationTokenSource();
        var progress = new RecordingProgress(message =>
        {
            if (message.Text.StartsWith("Pulling", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(OneFile().With("LambdaBaseImage", name), progress, stop.Token));

        await AssertNothingIsLeftAsync(before);
    }

    // Inputs of which the build fails in the engine: what the base asks of its heirs is not in the context.
    private async Task<ImageInputs> FailingStepAsync() => OneFile()
        .With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles(), "linux/amd64", "ONBUILD COPY missing /missing"));

    // Inputs of which the second layer is more than is sent ahead.
    private async Task<ImageInputs> TwoLayersAsync()
    {
        Folder.Write("first/file", "first");
        Folder.Write("second/file", new byte[64 * 1024 * 1024]);
        return Inputs("first", "second").With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles()));
    }

    // Where Docker unpacks what it is sent.
    // Where the engine puts what it is sent. A containerd store takes the blobs of a load into its content store; eng/engines keeps that
    // beside the engine's own folder.
    private async Task<string> UploadFolderAsync(string strategy)
    {
        var engine = await Docker.System.GetSystemInfoAsync(CancellationToken);
        var isContainerd = strategy == "Load" && engine.DriverStatus.Any(pair => pair.Contains("io.containerd.snapshotter.v1"));
        var folder = isContainerd
            ? Path.GetFullPath(Path.Combine(engine.DockerRootDir, "..", "containerd-data/io.containerd.content.v1.content/ingest"))
            : Path.Combine(engine.DockerRootDir, "tmp");
        Assert.IsTrue(Directory.Exists(folder), $"The engine has no folder {folder} on this machine.");
        return folder;
    }

    private async Task AssertNothingIsLeftAsync(EngineState before)
    {
        await before.AssertUnchangedAsync(Docker);
        Assert.IsEmpty(Dockerfiles());
        await Assert.ThrowsExactlyAsync<DockerImageNotFoundException>(() => InspectAsync(Name));
    }

    private string[] Dockerfiles() => Directory.Exists(WorkFolder) ? Directory.GetFiles(WorkFolder, "Dockerfile*") : [];
}
