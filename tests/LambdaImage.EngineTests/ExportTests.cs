using System.Text.Json;
using Docker.DotNet.Models;
using LambdaImage.EngineTests.Support;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>Images that are made without an engine: every engine takes them, and runs them.</summary>
[TestClass]
public sealed class ExportTests(TestContext context) : EngineTest(context)
{
    private string Pushed => $"{TestEnvironment.Registry}/{Id}-pushed:1";

    [TestMethod]
    public async Task Image_that_was_pushed_is_pulled_and_runs()
    {
        var exported = await ExportAsync(Push(OneFile("pushed")));
        await PullAsync(Pushed);

        Assert.AreEqual(ImageFile.File("pushed"), (await Reader.ReadAsync(Pushed, "/opt", CancellationToken))["file.txt"]);
        Assert.AreEqual("pushed", await RunAsync(Pushed));
        Assert.Contains($"{TestEnvironment.Registry}/{Id}-pushed@{exported.Digest}", (await InspectAsync(Pushed)).RepoDigests!);
    }

    [TestMethod]
    public async Task Image_of_an_archive_for_engines_is_loaded_and_runs()
    {
        var inputs = OneFile("archived").With("LambdaImageArchivePath", Folder.At("image.tar"));

        await ExportAsync(inputs);
        await LoadAsync(Folder.At("image.tar"));

        Assert.AreEqual("archived", await RunAsync(Name));
        Assert.AreEqual(ImageFile.File("archived"), (await Reader.ReadAsync(Name, "/opt", CancellationToken))["file.txt"]);
    }

    [TestMethod]
    public async Task Image_of_an_OCI_layout_is_loaded_where_engines_know_those()
    {
        var inputs = OneFile("layout").With("LambdaImageArchivePath", Folder.At("image.tar")).With("LambdaImageArchiveFormat", "Oci");
        await ExportAsync(inputs);
        if (!await LoadsLayoutsAsync())
        {
            // Docker's own store knows none; its tools take such a file to a registry.
            return;
        }

        await LoadAsync(Folder.At("image.tar"));

        Assert.AreEqual("layout", await RunAsync(Name));
    }

    [TestMethod]
    public async Task Image_is_the_same_by_way_of_the_engine_and_without_it()
    {
        var loaded = await BuildAsync(OneFile());
        var pushed = await ExportAsync(Push(OneFile()));

        var config = (await SavedConfig.ReadAsync(Docker, loaded.Id, CancellationToken)).Digest;

        Assert.AreEqual(config, pushed.Id["sha256:".Length..]);
        Assert.AreEqual(loaded.Fingerprint, pushed.Fingerprint);
        Assert.AreEqual(loaded.BaseDigest, pushed.BaseDigest);
        Record.IsSame("digest of a push", $"{(await ExportAsync(Push(Same()))).Digest}");
    }

    [TestMethod]
    public async Task Image_goes_to_the_engine_and_to_the_registry_in_one_build()
    {
        var inputs = Push(OneFile()).With("LambdaImageLoad", "true");

        var first = await BuildAsync(inputs);
        var second = await BuildAsync(inputs);

        Assert.AreEqual((false, true), (first.Skipped, second.Skipped));
        Assert.AreEqual(first.Digest, second.Digest);
        Assert.AreEqual(first.Id, (await InspectAsync(Pushed)).ID);
    }

    [TestMethod]
    public async Task Base_of_the_engines_archive_makes_the_same_image()
    {
        var name = await PulledBaseAsync();
        await using (var archive = File.Create(Folder.At("base.tar")))
        {
            await using var saved = await Docker.Images.SaveImageAsync(name, CancellationToken);
            await saved.CopyToAsync(archive, CancellationToken);
        }

        var fromRegistry = await ExportAsync(Push(OneFile()));
        var fromArchive = await ExportAsync(Push(OneFile()).With("LambdaBaseImageArchive", Folder.At("base.tar")));

        Assert.AreEqual(fromRegistry.Id, fromArchive.Id);
        if (await IsContainerdAsync())
        {
            // It gives away the layers as the registry has them; other stores keep tars.
            Assert.AreEqual(fromRegistry.Digest, fromArchive.Digest);
        }
    }

    [TestMethod]
    public async Task Layers_of_an_image_for_a_registry_leave_a_containerd_store_compressed()
    {
        var image = await BuildAsync(OneFile().With("LambdaImageRepository", $"{TestEnvironment.Registry}/{Id}-pushed").With("LambdaImageTag", "1"));
        await Images.PushAsync(Pushed);

        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var registry = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Pushed.Replace("/lambda/", "/v2/lambda/", StringComparison.Ordinal).Replace(":1", "/manifests/1", StringComparison.Ordinal)}");
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json");
        using var response = await registry.SendAsync(request, CancellationToken);
        using var manifest = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(CancellationToken));
        var types = manifest.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("mediaType").GetString()!).ToList();
        Assert.IsEmpty(types.Where(type => !type.EndsWith("gzip", StringComparison.Ordinal)));
        Assert.IsTrue((await BuildAsync(OneFile().With("LambdaImageRepository", $"{TestEnvironment.Registry}/{Id}-pushed").With("LambdaImageTag", "1"))).Skipped);
        Assert.AreEqual("content", await RunAsync(image.Id));
    }

    private ImageInputs Push(ImageInputs inputs) => inputs
        .With("LambdaImagePush", "true")
        .With("LambdaImageRepository", $"{TestEnvironment.Registry}/{Id}-pushed")
        .With("LambdaImageTag", "1");

    // Nothing of the test's own names is in the image.
    private ImageInputs Same() => OneFile("same") with { ProjectId = "same" } is var inputs ? inputs.With("MSBuildProjectName", "same") : inputs;

    // No engine may be asked, and what other tests cached is not used.
    private async Task<ImageResult> ExportAsync(ImageInputs inputs)
    {
        var builder = new ImageBuilder(
            _ => throw new AssertFailedException("an engine was asked"),
            Folder.At("export/obj"),
            Folder.At($"export/{Guid.NewGuid():N}"),
            new RecordingProgress(),
            registries: new(Folder.At("docker")));
        return await builder.BuildAsync(ImageSpecReader.Read(inputs), CancellationToken);
    }

    private async Task PullAsync(string name)
    {
        var parts = name.Split(':');
        await Docker.Images.CreateImageAsync(new() { FromImage = string.Join(':', parts[..^1]), Tag = parts[^1] }, null, new Progress<JSONMessage>(), CancellationToken);
    }

    private async Task LoadAsync(string path)
    {
        var said = new List<string>();
        await using var archive = File.OpenRead(path);
        await Docker.Images.LoadImageAsync(new(), archive, new SynchronousLines(said), CancellationToken);
        Images.Note((await InspectAsync(Name)).ID);
    }

    private async Task<string> PulledBaseAsync()
    {
        var name = $"{TestEnvironment.Registry}/provided:al2023-x86_64";
        await PullAsync(name);
        return name;
    }

    private async Task<bool> IsContainerdAsync() =>
        (await Docker.System.GetSystemInfoAsync(CancellationToken)).DriverStatus?.Any(pair => pair.Contains("io.containerd.snapshotter.v1")) == true;

    private async Task<bool> LoadsLayoutsAsync() => await IsContainerdAsync() || await TestEngine.IsPodmanAsync(Docker);

    // Prints the layer's file.
    private async Task<string> RunAsync(string image)
    {
        var container = await Docker.Containers.CreateContainerAsync(
            new()
            {
                Image = image,
                Entrypoint = ["/bin/busybox", "cat"],
                Cmd = ["/opt/file.txt"],
                Tty = true,
                HostConfig = new() { NetworkMode = "none", Ulimits = [new() { Name = "nofile", Soft = 1024, Hard = 1024 }, new() { Name = "nproc", Soft = 1024, Hard = 1024 }] },
            },
            CancellationToken);
        try
        {
            await Docker.Containers.StartContainerAsync(container.ID, new(), CancellationToken);
            await Docker.Containers.WaitContainerAsync(container.ID, CancellationToken);
            using var log = await Docker.Containers.GetContainerLogsAsync(container.ID, new() { ShowStdout = true, ShowStderr = true }, CancellationToken);
            var (output, error) = await log.ReadOutputToEndAsync(CancellationToken);
            return (output + error).Trim();
        }
        finally
        {
            await Docker.Containers.RemoveContainerAsync(container.ID, new() { Force = true }, CancellationToken.None);
        }
    }

    private sealed class SynchronousLines(List<string> lines) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value) => lines.Add($"{value.Stream}{value.Error?.Message}");
    }
}
