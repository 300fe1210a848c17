using LambdaImage.Diagnostics;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Caching;
using LambdaImage.UnitTests.Pipeline.Exports;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>The file that tells scripts what was built.</summary>
[TestClass]
public sealed class ImageMetadataTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task File_of_an_image_that_was_pushed_tells_all_of_it()
    {
        await using var scene = new ExportScene();
        var file = scene.At("out/image.json");
        scene.Spec = scene.Spec with { MetadataFile = file };

        var result = await scene.BuildAsync(Token);

        var layer = result.Layers.Single();
        Assert.AreEqual(
            $$"""
            {
              "names": [
                "{{result.Name}}"
              ],
              "id": "{{result.Id}}",
              "digest": "{{result.Digest}}",
              "reference": "{{result.Reference}}",
              "architecture": "x86_64",
              "fingerprint": "{{result.Fingerprint}}",
              "baseImage": "{{result.BaseImage}}",
              "baseDigest": "{{scene.BaseDigest}}",
              "archivePath": null,
              "strategy": null,
              "skipped": false,
              "layers": [
                {
                  "name": "layer",
                  "destination": "/opt",
                  "diffId": "{{layer.DiffId}}",
                  "digest": "{{layer.Blob!.Digest}}",
                  "size": {{layer.Blob.Size}}
                }
              ]
            }

            """,
            await File.ReadAllTextAsync(file, Token));
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    public async Task File_that_can_not_be_written_is_an_error_and_the_next_build_reads_no_layer_again()
    {
        await using var scene = new ExportScene();
        scene.Spec = scene.Spec with { MetadataFile = scene.At("layer/file/image.json") };
        await Expect.FailureAsync(DiagnosticCodes.WorkFolderNotWritable, () => scene.BuildAsync(Token));

        scene.Spec = scene.Spec with { MetadataFile = null };
        scene.Registry.ForgetRequests();
        await scene.BuildAsync(Token);

        Assert.HasCount(1, scene.Registry.Requests);
    }

    [TestMethod]
    public async Task File_of_an_image_on_an_engine_has_the_layers_in_a_build_and_in_one_that_is_up_to_date()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Spec = scene.Spec with { MetadataFile = Path.Combine(scene.WorkFolder, "image.json") };
        var built = await scene.BuildAsync(Token);
        var first = await File.ReadAllTextAsync(scene.Spec.MetadataFile, Token);

        await scene.BuildAsync(Token);

        Assert.Contains("\"strategy\": \"Load\"", first);
        Assert.HasCount(scene.Spec.Layers.Count, built.Layers);
        Assert.AreEqual(
            first.Replace("\"Load\"", "null", StringComparison.Ordinal).Replace("\"skipped\": false", "\"skipped\": true", StringComparison.Ordinal),
            await File.ReadAllTextAsync(scene.Spec.MetadataFile, Token));
    }

    [TestMethod]
    public async Task File_that_is_the_same_is_neither_read_nor_written()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        scene.Spec = scene.Spec with { MetadataFile = Path.Combine(scene.WorkFolder, "image.json") };
        await scene.BuildAsync(Token);
        await scene.BuildAsync(Token);
        var steps = new List<string>();
        FaultyDisk.Insert(step =>
        {
            if (step.Path.Contains("image.json", StringComparison.Ordinal))
            {
                steps.Add(step.Operation.ToString());
            }

            return null;
        });

        var result = await scene.BuildAsync(Token);

        Assert.IsTrue(result.Skipped);
        Assert.IsEmpty(steps.Where(step => step != "Stat"), string.Join(' ', steps));
    }

    [TestMethod]
    [DataRow("changed")]
    [DataRow(null)]
    public async Task File_that_was_changed_or_deleted_is_written_again(string? content)
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        var file = Path.Combine(scene.WorkFolder, "image.json");
        scene.Spec = scene.Spec with { MetadataFile = file };
        await scene.BuildAsync(Token);
        await scene.BuildAsync(Token);
        var written = await File.ReadAllTextAsync(file, Token);
        File.Delete(file);
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, Token);
        }

        await scene.BuildAsync(Token);

        Assert.AreEqual(written, await File.ReadAllTextAsync(file, Token));
    }

    [TestMethod]
    public async Task File_that_cant_be_written_is_an_error_that_names_it()
    {
        await using var scene = new ExportScene();
        scene.Spec = scene.Spec with { MetadataFile = Path.Combine(scene.Write("file", "x"), "image.json") };

        var failure = await Expect.FailureAsync(DiagnosticCodes.WorkFolderNotWritable, () => scene.BuildAsync(Token));

        Assert.Contains(scene.Spec.MetadataFile, failure.Message);
        Assert.AreEqual("LambdaImageMetadataFile", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("/out/image.json", null, "/out/image.json")]
    [DataRow("/out/image.json", "-arm64", "/out/image-arm64.json")]
    [DataRow("", "-arm64", "/obj/arm64/image.json")]
    public void File_of_an_architecture_is_named_after_it_unless_its_folder_is(string given, string? suffix, string expected)
    {
        var properties = new ProjectProperties(new Dictionary<string, string>
        {
            ["LambdaImageMetadataFile"] = given,
            ["_LambdaImageMetadataFile"] = "/obj/arm64/image.json",
            ["_LambdaImageTagSuffix"] = suffix ?? string.Empty,
        });

        Assert.AreEqual(expected, DestinationReader.MetadataFile(properties));
    }

    [TestMethod]
    public void File_that_is_a_folder_is_refused()
    {
        using var folder = new TemporaryFolder();

        var failure = Expect.Failure(
            DiagnosticCodes.InvalidPropertyValue,
            () => DestinationReader.MetadataFile(new(new Dictionary<string, string> { ["LambdaImageMetadataFile"] = folder.Path })));

        Assert.AreEqual("LambdaImageMetadataFile", failure.Origin?.Element);
    }
}
