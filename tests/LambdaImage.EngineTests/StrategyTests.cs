using System.Text.Json;
using Docker.DotNet.Models;
using LambdaImage.EngineTests.Support;
using LambdaImage.Pipeline;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>Both strategies make the same image, on every engine; and what is composed here is the same on all of them.</summary>
[TestClass]
public sealed class StrategyTests(TestContext context) : EngineTest(context)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Executable = Private | UnixFileMode.UserExecute;

    private static readonly string[] Folders = ["/opt", "/var/task", "/var/rapid", "/var/runtime"];

    [TestMethod]
    public async Task Strategies_make_the_same_files()
    {
        var inputs = Everything("here");
        var built = await ReadAsync(inputs, BuildStrategy.Dockerfile);

        var loaded = await ReadAsync(inputs, BuildStrategy.Load);

        Assert.AreEqual(built, loaded);
        Assert.Contains("opt/bin/tool RegularFile 0755", loaded);
    }

    [TestMethod]
    public async Task Strategies_make_the_same_config()
    {
        var inputs = Everything("here");
        var built = await DescribeAsync(await BuildAsync(inputs, BuildStrategy.Dockerfile));

        var loaded = await DescribeAsync(await BuildAsync(inputs, BuildStrategy.Load));

        Assert.AreEqual(built, loaded);
        Assert.Contains("A=2", loaded);
    }

    [TestMethod]
    public async Task Strategies_hand_on_all_that_a_base_says()
    {
        var inputs = Everything("here")
            .With("LambdaBaseImage", await Images.MakeAsync(
                TestImages.RootFiles(),
                "linux/amd64",
                "ENV A=1 PATH=/bin KEPT=\"a b\"",
                "LABEL of.base=kept version=old",
                "USER 1000:1000",
                "WORKDIR /work",
                "VOLUME [\"/data\", \"/more\"]",
                "EXPOSE 8080/tcp 9090/udp",
                "STOPSIGNAL SIGINT",
                "ENTRYPOINT [\"/etc/name\", \"<&>\"]",
                "CMD [\"base\"]"));
        var built = await DescribeAsync(await BuildAsync(inputs, BuildStrategy.Dockerfile));

        var loaded = await DescribeAsync(await BuildAsync(inputs, BuildStrategy.Load));

        Assert.AreEqual(built, loaded);
        Assert.Contains("/data", loaded);
    }

    [TestMethod]
    public async Task Strategies_have_the_same_fingerprint()
    {
        var inputs = Everything("here");
        var built = await BuildAsync(inputs, BuildStrategy.Dockerfile);

        var second = await BuildAsync(inputs.With("LambdaImageStrategy", "Load"));

        Assert.IsTrue(second.Skipped);
        Assert.AreEqual(built.Fingerprint, second.Fingerprint);
        Record.IsSame("fingerprint", built.Fingerprint);
    }

    [TestMethod]
    public async Task Auto_loads()
    {
        Assert.AreEqual(BuildStrategy.Load, (await BuildAsync(Everything("here"))).Strategy);
    }

    [TestMethod]
    public async Task Loaded_image_is_the_same_on_every_engine_and_from_every_folder()
    {
        var here = await BuildAsync(Everything("here"), BuildStrategy.Load);
        var (digest, text) = await SavedConfig.ReadAsync(Docker, here.Id, CancellationToken);
        await Images.RemoveAsync(Name);

        // Other times, other bits that the image does not get, and nothing remembered.
        var there = await BuildAsync(Everything("there/deeper", DateTime.UnixEpoch.AddYears(45), shared: true), BuildStrategy.Load);

        Assert.AreEqual(here.Id, there.Id);
        Record.IsSame("config", text);
        Record.IsSame("config digest", digest);
        Record.IsSame(here.Id == "sha256:" + digest ? "id in graph drivers" : "id in containerd", here.Id);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Image_is_the_same_at_another_time_and_from_files_made_under_another_umask()
    {
        var baseImage = await Images.MakeAsync(TestImages.RootFiles());
        Folder.Write("open/file", "content", (UnixFileMode)0b110_100_100);
        Folder.Write("closed/file", "content", (UnixFileMode)0b110_000_000);
        File.SetUnixFileMode(Folder.At("closed"), (UnixFileMode)0b111_000_000);

        var today = await BuildInAProcessAsync(baseImage, "open", clock: null);
        await Images.RemoveAsync(Name);
        Directory.Delete(Folder.At("cache"), recursive: true);
        Directory.Move(Folder.At("open"), Folder.At("gone"));
        Directory.Move(Folder.At("closed"), Folder.At("open"));
        var longAgo = await BuildInAProcessAsync(baseImage, "open", "2001-02-03");

        Assert.AreEqual("Clock 2001-02-03", longAgo[0]);
        Assert.AreNotEqual(longAgo[0], today[0]);
        Assert.StartsWith("Built sha256:", today[^1]);
        Assert.AreEqual(today[^1], longAgo[^1]);
    }

    [TestMethod]
    public async Task Layers_that_the_engine_has_are_not_sent_again()
    {
        await BuildAsync(Everything("here"), BuildStrategy.Load);
        Folder.Write("here/task/Hello", "changed", Executable);
        var progress = new RecordingProgress();

        var image = await BuildAsync(Everything("here", write: false).With("LambdaImageStrategy", "Load"), progress);

        Assert.IsFalse(image.Skipped);
        var sent = progress.Messages.Where(message => message.Text.StartsWith("Sent ", StringComparison.Ordinal)).ToList();
        Assert.HasCount(image.Strategy == BuildStrategy.Load ? 1 : 5, sent);
        Assert.AreEqual("changed".Length, (await Reader.ReadOneAsync(image.Id, "/var/task/Hello", CancellationToken)).Size);
        Assert.AreEqual("4", (await Reader.ReadOneAsync(image.Id, "/opt/lib/data", CancellationToken)).Size.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public async Task Layers_of_another_project_are_not_sent_again()
    {
        await BuildAsync(Everything("here"), BuildStrategy.Load);
        var progress = new RecordingProgress();

        var image = await BuildAsync(Everything("here", write: false).With("MSBuildProjectName", Id + "-other").With("LambdaImageRepository", Id + "-other").With("LambdaImageStrategy", "Load"), progress);

        var sent = progress.Messages.Count(message => message.Text.StartsWith("Sent ", StringComparison.Ordinal));
        Assert.AreEqual(image.Strategy == BuildStrategy.Load ? 0 : 5, sent);
    }

    [TestMethod]
    public async Task Layers_whose_image_is_gone_are_sent_again()
    {
        var inputs = Everything("here");
        var first = await BuildAsync(inputs, BuildStrategy.Load);
        await Images.RemoveAsync(Name);

        var second = await BuildAsync(inputs.With("LambdaImageStrategy", "Load"));

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual(first.Fingerprint, second.Fingerprint);
        Assert.AreEqual(4, (await Reader.ReadOneAsync(second.Id, "/opt/lib/data", CancellationToken)).Size);
    }

    [TestMethod]
    public async Task Loaded_image_has_all_its_names()
    {
        var image = await BuildAsync(Everything("here").With("LambdaImageTag", "one;two").With("LambdaImageStrategy", "Load"));

        Assert.AreEqual(image.Id, (await InspectAsync(Id + ":one")).ID);
        Assert.AreEqual(image.Id, (await InspectAsync(Id + ":two")).ID);
    }

    // A folder layer, a zip layer that replaces some of it, an emulator and a function. Nothing of it, and of the names in the
    // config, depends on the test.
    private ImageInputs Everything(string folder, DateTime? time = null, bool shared = false, bool write = true)
    {
        if (write)
        {
            var more = shared ? UnixFileMode.GroupWrite | UnixFileMode.OtherWrite : 0;
            Folder.Write(folder + "/layer/bin/tool", "#!/bin/sh\n", Executable | more);
            Folder.Write(folder + "/layer/lib/data", "data", Private | more);
            Folder.Write(folder + "/layer/lib/größe", "x", UnixFileMode.UserRead | more);
            Folder.Write($"{folder}/layer/{string.Join('/', Enumerable.Repeat("a-folder-with-a-long-name", 6))}/file", "long", Private);
            Directory.CreateDirectory(Folder.At(folder + "/layer/empty"));
            File.CreateSymbolicLink(Folder.At(folder + "/layer/link"), "lib/data");
            Zip.Write(Folder.At(folder + "/layer.zip"), zip =>
            {
                zip.AddFile("lib/größe", "from the zip", Private);
                zip.AddFile("bin/other", "#!/bin/sh\n", Executable);
                zip.AddLink("bin/again", "other");
            });
            Folder.Write(folder + "/task/Hello", "program", Executable | more);
            Folder.Write(folder + "/rie", Emulator, Private);
            foreach (var file in Directory.EnumerateFiles(Folder.At(folder), "*", SearchOption.AllDirectories))
            {
                File.SetLastWriteTimeUtc(file, time ?? DateTime.UnixEpoch.AddYears(40));
            }
        }

        return Inputs(folder + "/layer", folder + "/layer.zip")
            .With("MSBuildProjectName", "everything")
            .With("LambdaImageIncludeFunction", "true")
            .With("PublishDir", Folder.At(folder + "/task"))
            .With("AssemblyName", "Hello")
            .With("LambdaHandler", "Hello")
            .With("LambdaRie", "Always")
            .With("LambdaRiePath", Folder.At(folder + "/rie")) with
        {
            ProjectId = "everything",
            FunctionFiles = PublishOutput.In(Folder.At(folder + "/task")),
            Environment = [new("A", "2", new("LambdaEnvironmentVariable", "A")), new("QUOTES", "\"$HOME\\' <ü>", new("LambdaEnvironmentVariable", "QUOTES"))],
            Labels = [new("version", "new", new("LambdaImageLabel", "version"))],
        };
    }

    // By force: the other strategy's image would do.
    private async Task<ImageResult> BuildAsync(ImageInputs inputs, BuildStrategy strategy)
    {
        var image = await BuildAsync(inputs.With("LambdaImageStrategy", strategy.ToString()).With("LambdaImageForceBuild", "true"));
        Assert.AreEqual(strategy, image.Strategy);
        return image;
    }

    private async Task<IReadOnlyList<string>> BuildInAProcessAsync(string baseImage, string layer, string? clock)
    {
        using var child = new BuildChild(baseImage, Id, Folder, layer, force: true, pauseAfter: string.Empty, clock);
        await child.EndAsync(CancellationToken);
        return child.Lines;
    }

    private async Task<string> ReadAsync(ImageInputs inputs, BuildStrategy strategy)
    {
        var image = await BuildAsync(inputs, strategy);
        var lines = new List<string>();
        foreach (var folder in Folders)
        {
            foreach (var (path, file) in (await Reader.ReadAsync(image.Id, folder, CancellationToken)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                lines.Add($"{folder[1..]}/{path} {file.Kind} {file.Mode} {file.Owner} {file.Time} {file.Size} {file.Link} {file.Sha256}");
            }
        }

        return string.Join('\n', lines);
    }

    // All but history, time of making, and what an engine notes of the building itself.
    private async Task<string> DescribeAsync(ImageResult image)
    {
        var inspected = await InspectAsync(image.Id);
        var config = inspected.Config!;
        return JsonSerializer.Serialize(new
        {
            inspected.Architecture,
            inspected.Os,
            config.User,

            // Podman's own build puts a variable that the base has at the end.
            Env = (config.Env ?? []).Order(StringComparer.Ordinal),
            Entrypoint = config.Entrypoint ?? [],
            Cmd = config.Cmd ?? [],
            config.WorkingDir,
            StopSignal = config.StopSignal ?? string.Empty,
            Volumes = (config.Volumes ?? new Dictionary<string, EmptyStruct>()).Keys.Order(StringComparer.Ordinal),
            Ports = (config.ExposedPorts ?? new Dictionary<string, EmptyStruct>()).Keys.Order(StringComparer.Ordinal),

            // Podman adds its version to what it builds.
            Labels = (config.Labels ?? new Dictionary<string, string>()).Where(label => label.Key != "io.buildah.version").OrderBy(label => label.Key, StringComparer.Ordinal),
        });
    }
}
