using System.Formats.Tar;
using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Pipeline;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Archives of bases with names, links and images that their writers seldom write.</summary>
[TestClass]
public sealed class BaseArchiveTests
{
    private const string Tag = "team/hello:1";
    private const string Layer = "layer/layer.tar";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("./", true)]
    [DataRow("./", false)]
    [DataRow(".//", true)]
    [DataRow("/", true)]
    [DataRow("a/../", true)]
    public async Task Base_whose_files_have_a_prefix_that_means_nothing_is_found(string prefix, bool isLayout)
    {
        await using var scene = new ExportScene();
        var files = isLayout ? ImageFiles.LayoutOf(scene) : ImageFiles.DockerArchiveOf(scene);

        await BuildAsync(scene, files.Select(file => File(prefix + file.Name, file.Content)));

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    [DataRow("../secret")]
    [DataRow("layer/../../secret")]
    [DataRow("{0}")]
    public async Task Base_whose_manifest_names_files_outside_fails(string config)
    {
        await using var scene = new ExportScene();
        var files = ImageFiles.DockerArchiveOf(scene);
        var secret = scene.Write("secret", files.Single(file => file.Name == "config.json").Content);
        config = config.Replace("{0}", secret, StringComparison.Ordinal);
        var manifest = Encoding.UTF8.GetBytes($$"""[{"Config":"{{config}}","RepoTags":["other:1"],"Layers":["{{Layer}}"]}]""");

        await FailAsync(scene, [.. files.Where(file => file.Name == Layer).Select(file => File(file.Name, file.Content)), File("manifest.json", manifest)]);

        // The same as a folder, which the file is beside.
        scene.Write($"base/{Layer}", files.Single(file => file.Name == Layer).Content);
        scene.Write("base/manifest.json", manifest);
        await FailAsync(scene, "base");
    }

    [TestMethod]
    [DataRow("../index.json")]
    [DataRow("x/../../index.json")]
    [DataRow("..")]
    public async Task Base_with_members_outside_has_them_not(string name)
    {
        await using var scene = new ExportScene();

        await FailAsync(scene, ImageFiles.LayoutOf(scene).Select(file => File(file.Name == "index.json" ? name : file.Name, file.Content)));

        Assert.IsFalse(Path.Exists(scene.At("index.json")));
    }

    [TestMethod]
    [DataRow(TarEntryType.HardLink, "other/real.tar")]
    [DataRow(TarEntryType.HardLink, "./other/real.tar")]
    [DataRow(TarEntryType.SymbolicLink, "../other/real.tar")]
    [DataRow(TarEntryType.SymbolicLink, "./../other//real.tar")]
    public async Task Base_with_a_link_to_a_layer_in_it_is_as_if_the_layer_were_there(TarEntryType type, string target)
    {
        await using var scene = new ExportScene();

        await BuildAsync(scene, WithLayer(scene, new PaxTarEntry(type, Layer) { LinkName = target }));

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    [DataRow(TarEntryType.HardLink, "/etc/passwd")]
    [DataRow(TarEntryType.HardLink, "../outside.tar")]
    [DataRow(TarEntryType.SymbolicLink, "/etc/passwd")]
    [DataRow(TarEntryType.SymbolicLink, "../../outside.tar")]
    [DataRow(TarEntryType.SymbolicLink, "layer.tar")]
    [DataRow(TarEntryType.SymbolicLink, "../other")]
    [DataRow(TarEntryType.SymbolicLink, "missing")]
    public async Task Base_with_a_link_that_leads_to_no_file_in_it_fails(TarEntryType type, string target)
    {
        await using var scene = new ExportScene();
        scene.Write("outside.tar", ImageFiles.DockerArchiveOf(scene).Single(file => file.Name == Layer).Content);

        await FailAsync(scene, WithLayer(scene, new PaxTarEntry(type, Layer) { LinkName = target }));
    }

    [TestMethod]
    [DataRow(TarEntryType.SymbolicLink, "./")]
    [DataRow(TarEntryType.SymbolicLink, "/")]
    [DataRow(TarEntryType.HardLink, ".")]
    [DataRow(TarEntryType.Fifo, "fifo")]
    [DataRow(TarEntryType.Directory, "blobs/sha256/x")]
    public async Task Base_with_entries_that_are_no_files_is_read(TarEntryType type, string name)
    {
        await using var scene = new ExportScene();
        var entry = new PaxTarEntry(type, name);
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "x";
        }

        await BuildAsync(scene, [entry, .. ImageFiles.LayoutOf(scene).Select(file => File(file.Name, file.Content))]);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    [DataRow(TarEntryType.HardLink)]
    [DataRow(TarEntryType.SymbolicLink)]
    [DataRow(TarEntryType.Directory)]
    [DataRow(TarEntryType.Fifo)]
    public async Task Base_of_a_layout_with_something_else_in_the_place_of_a_layer_fails(TarEntryType type)
    {
        await using var scene = new ExportScene();
        var entries = ImageFiles.LayoutOf(scene).Select(file =>
        {
            var isLayer = file.Name.StartsWith("blobs/", StringComparison.Ordinal) && !ImageFiles.IsConfig(file.Content);
            var entry = isLayer ? new PaxTarEntry(type, file.Name) : File(file.Name, file.Content);
            if (isLayer && type is TarEntryType.HardLink or TarEntryType.SymbolicLink)
            {
                entry.LinkName = type == TarEntryType.HardLink ? "index.json" : "../../index.json";
            }

            return entry;
        });

        await FailAsync(scene, entries);
    }

    [TestMethod]
    [DataRow("application/vnd.oci.image.manifest.v1+json", null)]
    [DataRow("application/vnd.oci.image.manifest.v1+json", "amd64")]
    public async Task Base_of_a_layout_with_several_images_is_the_named_one_or_none(string type, string? architecture)
    {
        await using var scene = new ExportScene();
        var second = scene.Registry.AddImage(ExportScene.BaseRepository + ":second", [MemoryRegistry.Layer(ExportScene.Folder("opt/"))]);
        var files = Layout(scene, Entry(type, scene.BaseDigest, "one:1", architecture), Entry(type, second, "two:1", architecture));

        var failure = await FailAsync(scene, files);

        Assert.Contains("it holds several images (one:1, two:1). Set LambdaBaseImage to the name of one", failure.Message);
        scene.Spec = scene.Spec with { BaseImage = ImageReference.Parse("two:1") };
        Assert.AreEqual(second, (await scene.BuildAsync(Token)).BaseDigest?.ToString());
    }

    [TestMethod]
    public async Task Base_of_a_layout_with_several_images_is_the_only_one_that_fits()
    {
        const string Type = "application/vnd.oci.image.manifest.v1+json";
        await using var scene = new ExportScene();
        var arm = scene.Registry.AddImage(ExportScene.BaseRepository + ":arm", [MemoryRegistry.Layer(ExportScene.Folder("opt/"))], "arm64");
        var files = Layout(
            scene,
            Entry(Type, arm, "one:arm", "arm64"),
            Entry(Type, arm, null, "unknown"),
            Entry(Type, arm, "signature", null),
            Entry(Type, scene.BaseDigest, "one:amd", "amd64"),
            Entry(Type, scene.BaseDigest, "one:again", "amd64"));

        await BuildAsync(scene, files);

        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    [TestMethod]
    public async Task Base_of_an_engines_archive_with_several_images_is_the_named_one_or_none()
    {
        await using var scene = new ExportScene();
        var files = ImageFiles.DockerArchiveOf(scene).Select(file => file.Name != "manifest.json" ? File(file.Name, file.Content) : File(file.Name, Encoding.UTF8.GetBytes(
            $$"""[{"Config":"config.json","RepoTags":["one:1"],"Layers":["{{Layer}}"]},{"Config":"missing.json","RepoTags":["two:1","two:2"],"Layers":[]}]"""))).ToList();

        var failure = await FailAsync(scene, files);

        Assert.Contains("it holds several images (one:1, two:1, two:2). Set LambdaBaseImage to the name of one", failure.Message);
        scene.Spec = scene.Spec with { BaseImage = ImageReference.Parse("one:1") };
        await scene.BuildAsync(Token);
        Assert.IsTrue(scene.Registry.IsComplete(Tag));
    }

    private static PaxTarEntry File(string name, byte[] content) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    // The layer lies elsewhere, and an entry in its place.
    private static IEnumerable<PaxTarEntry> WithLayer(ExportScene scene, PaxTarEntry entry) =>
        [entry, .. ImageFiles.DockerArchiveOf(scene).Select(file => File(file.Name == Layer ? "other/real.tar" : file.Name, file.Content))];

    private static IEnumerable<PaxTarEntry> Layout(ExportScene scene, params string[] images) =>
    [
        .. scene.Registry.Blobs.Select(blob => File("blobs/sha256/" + blob.Key.Split("sha256:")[1], blob.Value)),
        .. scene.Registry.Manifests.Where(manifest => manifest.Key.Contains('@', StringComparison.Ordinal)).Select(manifest => File("blobs/sha256/" + manifest.Key.Split("sha256:")[1], manifest.Value.Content)),
        File("index.json", Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{string.Join(',', images)}}]}""")),
    ];

    private static string Entry(string type, string digest, string? name, string? architecture)
    {
        var platform = architecture is null ? string.Empty : $$""","platform":{"os":"{{(architecture == "unknown" ? architecture : "linux")}}","architecture":"{{architecture}}"}""";
        var annotations = name is null ? string.Empty : $$""","annotations":{"org.opencontainers.image.ref.name":"{{name}}"}""";
        return $$"""{"mediaType":"{{type}}","digest":"{{digest}}","size":1{{platform}}{{annotations}}}""";
    }

    private Task<ImageResult> BuildAsync(ExportScene scene, IEnumerable<PaxTarEntry> entries)
    {
        using (var tar = new TarWriter(System.IO.File.Create(scene.At("base.tar"))))
        {
            foreach (var entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        scene.Spec = scene.Spec with { BaseArchive = scene.At("base.tar") };
        return scene.BuildAsync(Token);
    }

    private async Task<LambdaImageException> FailAsync(ExportScene scene, IEnumerable<PaxTarEntry> entries)
    {
        var failure = await Expect.FailureAsync(DiagnosticCodes.InvalidBaseArchive, () => BuildAsync(scene, entries));
        AssertNothing(scene);
        return failure;
    }

    private async Task FailAsync(ExportScene scene, string folder)
    {
        scene.Spec = scene.Spec with { BaseArchive = scene.At(folder) };
        await Expect.FailureAsync(DiagnosticCodes.InvalidBaseArchive, () => scene.BuildAsync(Token));
        AssertNothing(scene);
    }

    private static void AssertNothing(ExportScene scene)
    {
        Assert.DoesNotContain(Tag, scene.Registry.Manifests.Keys);
        Assert.IsEmpty(scene.TemporaryFiles);
    }
}
