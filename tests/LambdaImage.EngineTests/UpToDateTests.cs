using LambdaImage.EngineTests.Support;
using LambdaImage.Pipeline;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class UpToDateTests(TestContext context) : EngineTest(context)
{
    // Loading and compiling them takes longer than all else that a small build does here.
    private static readonly string[] NeedlessAssemblies = ["AWSSDK", "Docker.DotNet", "System.Net.Http"];

    [TestMethod]
    public async Task Second_build_of_the_same_is_skipped()
    {
        Folder.Write("layer/file", "content");
        var first = await BuildAsync(Function("layer"));

        var second = await BuildAsync(Function("layer"));

        Assert.IsFalse(first.Skipped);
        Assert.IsTrue(second.Skipped);
        Assert.AreEqual(first.Id, second.Id);
        Assert.AreEqual(first.Fingerprint, second.Fingerprint);
    }

    [TestMethod]
    public async Task Skipped_build_changes_nothing_on_the_engine()
    {
        var inputs = OneFile();
        await BuildAsync(inputs);
        var before = await EngineState.ReadAsync(Docker);

        await BuildAsync(inputs);

        await before.AssertUnchangedAsync(Docker);
    }

    [TestMethod]
    public async Task Skipped_build_has_nothing_to_say()
    {
        var inputs = OneFile();
        await BuildAsync(inputs);
        var progress = new RecordingProgress();

        await BuildAsync(inputs, progress);

        Assert.IsEmpty(progress.Messages);
    }

    [TestMethod]
    public async Task Build_loads_no_client_library()
    {
        Folder.Write("layer/file", "content");
        var baseImage = await Images.MakeAsync(TestImages.RootFiles());

        var first = await BuildInAProcessAsync(baseImage);
        var second = await BuildInAProcessAsync(baseImage);

        Assert.StartsWith("Built ", first[^1]);
        Assert.StartsWith("Reused ", second[^1]);
        Assert.AreEqual(string.Empty, string.Join('\n', Needless(first).Concat(Needless(second))));
    }

    [TestMethod]
    public void Needless_assemblies_are_called_as_they_are()
    {
        var references = typeof(ImageBuilder).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();

        Assert.IsTrue(NeedlessAssemblies.All(name => references.Exists(reference => reference.StartsWith(name, StringComparison.Ordinal))));
    }

    [TestMethod]
    public async Task Change_of_a_files_time_alone_is_skipped()
    {
        var inputs = OneFile();
        await BuildAsync(inputs);
        File.SetLastWriteTimeUtc(Folder.At("one/file.txt"), DateTime.UnixEpoch.AddYears(40));

        var second = await BuildAsync(inputs);

        Assert.IsTrue(second.Skipped);
    }

    [TestMethod]
    [DataRow("mv new one/file.txt", DisplayName = "mv")]
    [DataRow("cp -p new one/file.txt", DisplayName = "cp -p")]
    [DataRow("cp -p new one/file.txt && rm -rf obj", DisplayName = "cp -p, obj deleted")]
    public async Task Change_of_a_files_content_that_keeps_size_and_time_is_built(string replace)
    {
        var inputs = OneFile("first");
        File.SetLastWriteTimeUtc(Folder.At("one/file.txt"), DateTime.UnixEpoch.AddYears(40));
        await BuildAsync(inputs);
        Folder.Write("new", "other");
        File.SetLastWriteTimeUtc(Folder.At("new"), DateTime.UnixEpoch.AddYears(40));
        using (var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-ec", replace]) { WorkingDirectory = Folder.Path })!)
        {
            await shell.WaitForExitAsync(CancellationToken);
            Assert.AreEqual(0, shell.ExitCode);
        }

        var second = await BuildAsync(inputs);

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual(ImageFile.File("other"), await Reader.ReadOneAsync(Name, "/opt/file.txt", CancellationToken));
    }

    [TestMethod]
    public async Task Change_of_a_files_content_is_built()
    {
        await BuildAsync(OneFile("first"));

        var second = await BuildAsync(OneFile("other"));

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual(ImageFile.File("other"), await Reader.ReadOneAsync(Name, "/opt/file.txt", CancellationToken));
    }

    [TestMethod]
    public async Task Change_of_a_files_mode_is_built()
    {
        var inputs = OneFile();
        await BuildAsync(inputs);
        File.SetUnixFileMode(Folder.At("one/file.txt"), (UnixFileMode)0b111_101_101);

        await BuildAsync(inputs);

        Assert.AreEqual(ImageFile.File("content", "0755"), await Reader.ReadOneAsync(Name, "/opt/file.txt", CancellationToken));
    }

    [TestMethod]
    public async Task Change_of_a_links_target_is_built()
    {
        Folder.Write("layer/file", "content");
        File.CreateSymbolicLink(Folder.At("layer/link"), "file");
        await BuildAsync(Inputs("layer"));
        File.Delete(Folder.At("layer/link"));
        File.CreateSymbolicLink(Folder.At("layer/link"), "other");

        await BuildAsync(Inputs("layer"));

        Assert.AreEqual(ImageFile.SymbolicLink("other"), await Reader.ReadOneAsync(Name, "/opt/link", CancellationToken));
    }

    [TestMethod]
    public async Task File_taken_out_of_a_layer_is_not_in_the_next_image()
    {
        Folder.Write("layer/kept", "kept");
        Folder.Write("layer/gone", "gone");
        await BuildAsync(Inputs("layer"));
        File.Delete(Folder.At("layer/gone"));

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        Expect.Files(new() { ["kept"] = ImageFile.File("kept") }, files);
    }

    [TestMethod]
    public async Task Change_of_the_layers_order_is_built()
    {
        Folder.Write("one/file", "1");
        Folder.Write("two/file", "2");
        await BuildAsync(Inputs("one", "two"));

        await BuildAsync(Inputs("two", "one"));

        Assert.AreEqual(ImageFile.File("1"), await Reader.ReadOneAsync(Name, "/opt/file", CancellationToken));
    }

    [TestMethod]
    public async Task Change_of_the_handler_is_built()
    {
        await BuildAsync(Function());

        var second = await BuildAsync(Function().With("LambdaHandler", "Other"));

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual("Other", (await InspectAsync(Name)).Config!.Cmd!.Single());
    }

    [TestMethod]
    public async Task Image_that_was_removed_is_built()
    {
        var inputs = OneFile();
        var first = await BuildAsync(inputs);
        await Images.RemoveAsync(Name);

        var second = await BuildAsync(inputs);

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual(first.Fingerprint, second.Fingerprint);
        Assert.AreEqual(second.Id, (await InspectAsync(Name)).ID);
    }

    [TestMethod]
    public async Task Name_that_another_image_took_is_taken_back()
    {
        var inputs = OneFile();
        await BuildAsync(inputs);
        await Images.TagAsync(await Images.MakeAsync(TestImages.RootFiles()), Name);

        var second = await BuildAsync(inputs);

        Assert.IsFalse(second.Skipped);
        Assert.AreEqual(second.Id, (await InspectAsync(Name)).ID);
    }

    [TestMethod]
    public async Task Image_that_is_up_to_date_is_built_when_forced()
    {
        var inputs = OneFile();
        await BuildAsync(inputs);

        var second = await BuildAsync(inputs.With("LambdaImageForceBuild", "true"));

        Assert.IsFalse(second.Skipped);
    }

    [TestMethod]
    public async Task All_tags_name_the_image()
    {
        var image = await BuildAsync(OneFile().With("LambdaImageTag", "latest;v1;V1.2_x-y"));

        foreach (var tag in new[] { "latest", "v1", "V1.2_x-y" })
        {
            Assert.AreEqual(image.Id, (await InspectAsync($"{Id}:{tag}")).ID, tag);
        }
    }

    [TestMethod]
    public async Task Tag_added_later_is_given_without_a_build()
    {
        var inputs = OneFile();
        var first = await BuildAsync(inputs.With("LambdaImageTag", "latest"));

        var second = await BuildAsync(inputs.With("LambdaImageTag", "latest;v2"));

        Assert.IsTrue(second.Skipped);
        Assert.AreEqual(first.Id, (await InspectAsync(Id + ":v2")).ID);
    }

    [TestMethod]
    public async Task Tag_that_names_an_older_image_is_moved_without_a_build()
    {
        await BuildAsync(OneFile("old").With("LambdaImageTag", "latest;stable"));
        var newer = await BuildAsync(OneFile("newer").With("LambdaImageTag", "latest"));

        var again = await BuildAsync(OneFile("newer").With("LambdaImageTag", "latest;stable"));

        Assert.IsTrue(again.Skipped);
        Assert.AreEqual(newer.Id, (await InspectAsync(Id + ":stable")).ID);
    }

    [TestMethod]
    public async Task Repository_with_a_registry_and_a_port_is_named_so()
    {
        var repository = $"127.0.0.1:5999/team/{Id}";

        var image = await BuildAsync(OneFile().With("LambdaImageRepository", repository));
        var again = await BuildAsync(OneFile().With("LambdaImageRepository", repository));

        Assert.AreEqual(image.Id, (await InspectAsync(repository + ":latest")).ID);
        Assert.IsTrue(again.Skipped);
    }

    private async Task<IReadOnlyList<string>> BuildInAProcessAsync(string baseImage)
    {
        using var child = new BuildChild(baseImage, Id, Folder, "layer", force: false, pauseAfter: string.Empty);
        await child.EndAsync(CancellationToken);
        return child.Lines;
    }

    private static IEnumerable<string> Needless(IReadOnlyList<string> lines) =>
        lines.Where(line => NeedlessAssemblies.Any(name => line.StartsWith("Loaded " + name, StringComparison.Ordinal)));
}
