using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Images that are written to files, and bases that come from files, without an engine.</summary>
[TestClass]
public sealed class ArchiveTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(ArchiveFormat.Docker)]
    [DataRow(ArchiveFormat.Oci)]
    public async Task Archive_holds_all_parts_each_under_its_digest(ArchiveFormat format)
    {
        await using var scene = new ExportScene();
        var path = scene.ToArchive(format);

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(path, result.ArchivePath);
        var files = RecordedRequest.ReadTar(await File.ReadAllBytesAsync(path, Token));
        Assert.AreEqual(string.Empty, string.Join(' ', files
            .Where(file => file.Key.StartsWith("blobs/", StringComparison.Ordinal) && MemoryRegistry.DigestOf(file.Value) != "sha256:" + Path.GetFileName(file.Key))
            .Select(file => file.Key)));
        Assert.HasCount(4, files.Keys.Where(name => name.StartsWith("blobs/", StringComparison.Ordinal)), "two layers, config, manifest");
        Assert.AreEqual(format == ArchiveFormat.Docker, files.ContainsKey("manifest.json"));
        using var index = JsonDocument.Parse(files["index.json"]);
        Assert.AreEqual(
            $"{scene.Registry.Host}/team/hello:1",
            index.RootElement.GetProperty("manifests")[0].GetProperty("annotations").GetProperty("org.opencontainers.image.ref.name").GetString());
    }

    [TestMethod]
    public async Task Archive_for_engines_has_layers_as_tars()
    {
        await using var scene = new ExportScene();
        var path = scene.ToArchive(ArchiveFormat.Docker);

        await scene.BuildAsync(Token);

        var files = RecordedRequest.ReadTar(await File.ReadAllBytesAsync(path, Token));
        using var manifest = JsonDocument.Parse(files["manifest.json"]);
        var layers = manifest.RootElement[0].GetProperty("Layers").EnumerateArray().Select(layer => files[layer.GetString()!]).ToList();
        Assert.Contains("opt/file", RecordedRequest.ReadTar(layers[^1]).Keys);
        Assert.AreEqual($"{scene.Registry.Host}/team/hello:1", manifest.RootElement[0].GetProperty("RepoTags")[0].GetString());
    }

    [TestMethod]
    public async Task Archive_that_is_up_to_date_is_not_written_again()
    {
        await using var scene = new ExportScene();
        var path = scene.ToArchive(ArchiveFormat.Oci);
        await scene.BuildAsync(Token);
        var written = File.GetLastWriteTimeUtc(path);

        Assert.IsTrue((await scene.BuildAsync(Token)).Skipped);
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(path));

        File.Delete(path);

        Assert.IsFalse((await scene.BuildAsync(Token)).Skipped);
        Assert.IsTrue(File.Exists(path));
    }

    [TestMethod]
    [DataRow(ArchiveFormat.Docker)]
    [DataRow(ArchiveFormat.Oci)]
    public async Task Archive_is_the_same_on_another_machine(ArchiveFormat format)
    {
        await using var scene = new ExportScene();
        await scene.BuildAsync(Token);
        var path = scene.ToArchive(format);
        await scene.BuildAsync(Token);
        var first = await File.ReadAllBytesAsync(path, Token);

        await scene.BuildAsync(Token, "elsewhere");

        CollectionAssert.AreEqual(first, await File.ReadAllBytesAsync(path, Token));
    }

    [TestMethod]
    public async Task Archive_can_be_a_folder()
    {
        await using var scene = new ExportScene();
        var path = scene.ToArchive(ArchiveFormat.Oci, "layout/");

        await scene.BuildAsync(Token);

        Assert.IsTrue(File.Exists(Path.Combine(path, "oci-layout")));
        using var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(path, "index.json"), Token));
        var manifest = index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString()!;
        Assert.IsTrue(File.Exists(Path.Combine(path, "blobs/sha256", manifest["sha256:".Length..])));
        Assert.IsTrue((await scene.BuildAsync(Token)).Skipped);
    }

    [TestMethod]
    public async Task Archive_in_a_folder_that_is_missing_fails_and_leaves_nothing()
    {
        await using var scene = new ExportScene();
        scene.ToArchive(ArchiveFormat.Docker, "missing/hello.tar");

        await Expect.FailureAsync(DiagnosticCodes.ArchiveNotWritable, () => scene.BuildAsync(Token));

        Assert.IsFalse(Directory.Exists(scene.At("missing")));
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    public async Task Archive_that_can_t_be_finished_leaves_what_was_there()
    {
        await using var scene = new ExportScene();
        var path = scene.ToArchive(ArchiveFormat.Docker);
        scene.Write("hello.tar", "earlier");
        scene.Registry.Fault = request => request.Path.Contains("/blobs/", StringComparison.Ordinal) && scene.Registry.Requests.Count > 3 ? new(404, default) : null;

        await Assert.ThrowsExactlyAsync<LambdaImageException>(() => scene.BuildAsync(Token));

        Assert.AreEqual("earlier", await File.ReadAllTextAsync(path, Token));
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    public async Task Cache_that_can_t_be_written_fails()
    {
        await using var scene = new ExportScene();
        Directory.CreateDirectory(scene.At("home/cache"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        scene.Write("home/cache/blobs", "a file");

        await Expect.FailureAsync(DiagnosticCodes.BlobCacheNotWritable, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    [DataRow("layout/")]
    [DataRow("layout.tar")]
    public async Task Base_of_a_layout_makes_the_same_image_as_that_of_a_registry(string file)
    {
        await using var scene = new ExportScene();
        var fromRegistry = await scene.BuildAsync(Token);
        await WriteLayoutAsync(scene, file);
        scene.Registry.Fault = request => request.Path.StartsWith("/v2/lambda/", StringComparison.Ordinal) ? new(404, default) : null;
        scene.Spec = scene.Spec with { BaseArchive = scene.At(file) };

        var fromLayout = await scene.BuildAsync(Token, "elsewhere");

        Assert.AreEqual((fromRegistry.Id, fromRegistry.Digest), (fromLayout.Id, fromLayout.Digest));
    }

    [TestMethod]
    public async Task Base_of_an_engines_archive_makes_an_image_of_the_same_id()
    {
        await using var scene = new ExportScene();
        var fromRegistry = await scene.BuildAsync(Token);
        await WriteDockerArchiveAsync(scene, "base.tar");
        scene.Spec = scene.Spec with { BaseArchive = scene.At("base.tar") };

        var fromArchive = await scene.BuildAsync(Token, "elsewhere");

        Assert.AreEqual(fromRegistry.Id, fromArchive.Id);
        using var manifest = JsonDocument.Parse(scene.ManifestOf("team/hello:1"));
        Assert.IsEmpty(manifest.RootElement.GetProperty("layers").EnumerateArray().Where(layer => !layer.GetProperty("mediaType").GetString()!.EndsWith("+gzip", StringComparison.Ordinal)));
        Assert.IsTrue((await scene.BuildAsync(Token, "elsewhere")).Skipped);
    }

    [TestMethod]
    [DataRow("missing.tar", "")]
    [DataRow("empty.tar", "")]
    [DataRow("text.tar", "no tar at all")]
    [DataRow("folder/x", "a folder that is no image")]
    public async Task Base_of_a_file_that_is_no_image_fails(string file, string content)
    {
        await using var scene = new ExportScene();
        if (file != "missing.tar")
        {
            scene.Write(file, content);
        }

        scene.Spec = scene.Spec with { BaseArchive = scene.At(file.Split('/')[0]) };

        await Expect.FailureAsync(DiagnosticCodes.InvalidBaseArchive, () => scene.BuildAsync(Token));
    }

    private static async Task WriteLayoutAsync(ExportScene scene, string file)
    {
        var manifest = scene.Registry.Manifests[ExportScene.BaseRepository + ":al2023"].Content;
        var files = scene.Registry.Blobs.Where(blob => blob.Key.StartsWith(ExportScene.BaseRepository + "@", StringComparison.Ordinal))
            .Select(blob => (Name: "blobs/sha256/" + blob.Key.Split("sha256:")[1], Content: blob.Value))
            .Append((Name: "blobs/sha256/" + scene.BaseDigest["sha256:".Length..], Content: manifest))
            .Append((Name: "index.json", Content: Encoding.UTF8.GetBytes(
                $$"""{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{scene.BaseDigest}}","size":{{manifest.Length}}}]}""")))
            .Append((Name: "oci-layout", Content: Encoding.UTF8.GetBytes("""{"imageLayoutVersion":"1.0.0"}""")))
            .ToList();
        if (file.EndsWith('/'))
        {
            files.ForEach(one => scene.Write(file + one.Name, one.Content));
            return;
        }

        await WriteTarAsync(scene.At(file), files);
    }

    private static async Task WriteDockerArchiveAsync(ExportScene scene, string file)
    {
        var blobs = scene.Registry.Blobs.Where(blob => blob.Key.StartsWith(ExportScene.BaseRepository + "@", StringComparison.Ordinal)).Select(blob => blob.Value).ToList();
        var config = blobs.Find(blob => blob[0] == (byte)'{')!;
        var layer = blobs.Find(blob => blob[0] != (byte)'{')!;
        using var tar = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(new MemoryStream(layer), System.IO.Compression.CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(tar);
        }

        await WriteTarAsync(scene.At(file), [
            ("config.json", config),
            ("layer/layer.tar", tar.ToArray()),
            ("manifest.json", Encoding.UTF8.GetBytes("""[{"Config":"config.json","RepoTags":["other:1"],"Layers":["layer/layer.tar"]}]"""))]);
    }

    private static async Task WriteTarAsync(string path, IEnumerable<(string Name, byte[] Content)> files)
    {
        await using var tar = new TarWriter(File.Create(path));
        foreach (var (name, content) in files)
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
    }
}
