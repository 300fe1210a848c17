using System.Formats.Tar;
using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Images;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Bases that come from a registry, without an engine.</summary>
[TestClass]
public sealed class BaseTests
{
    private const string Tag = ExportScene.BaseRepository + ":al2023";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Base_is_the_digest_that_its_tag_names()
    {
        await using var scene = new ExportScene();

        Assert.AreEqual(scene.BaseDigest, (await scene.BuildAsync(Token)).BaseDigest?.ToString());
    }

    [TestMethod]
    public async Task Base_that_starts_no_emulator_gets_the_one_of_the_project_and_the_script_before_its_entrypoint()
    {
        await using var scene = new ExportScene();
        scene.Registry.AddImage(Tag, [MemoryRegistry.Layer()], container: """{"Entrypoint":["/run.sh"],"Cmd":["arg"]}""");
        scene.Spec = scene.Spec with { Emulator = new(EmulatorMode.Auto, scene.Write("rie", ElfFile.For("x86_64")), ImageReference.Parse("source")) };

        var result = await scene.BuildAsync(Token);

        var config = ImageSamples.Parse(scene.Registry.Blobs[$"team/hello@{result.Id}"]).GetProperty("config");
        Assert.AreEqual("/var/rapid/entrypoint.sh /run.sh", config.Texts("Entrypoint"));
        Assert.AreEqual("arg", config.Texts("Cmd"));
        Assert.Contains(message => message.Text.StartsWith("The image starts with /var/rapid/entrypoint.sh /run.sh, which needs /bin/sh", StringComparison.Ordinal), scene.Messages);
    }

    [TestMethod]
    public async Task Emulator_comes_out_of_its_own_image_whatever_is_known_of_the_base()
    {
        await using var scene = new ExportScene();
        await using var mirror = new MemoryRegistry();
        var elf = new PaxTarEntry(TarEntryType.RegularFile, "usr/local/bin/aws-lambda-rie") { DataStream = new MemoryStream(ElfFile.For("x86_64")) };
        mirror.AddImage("source:1", [MemoryRegistry.Layer(elf)]);
        var digest = scene.Registry.AddImage(Tag, [MemoryRegistry.Layer()], container: """{"Entrypoint":["/run.sh"]}""");
        scene.Spec = scene.Spec with
        {
            BaseImageDigest = Digest.ParseOrNull(digest),
            Emulator = new(EmulatorMode.Auto, null, ImageReference.Parse($"{mirror.Host}/source:1")),
        };

        await scene.BuildAsync(Token);

        Assert.IsNotEmpty(mirror.Requests.Where(request => request.Path.StartsWith("/v2/source/blobs/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Base_of_an_index_is_the_one_for_the_architecture()
    {
        await using var scene = new ExportScene();
        var arm = scene.Registry.AddImage(ExportScene.BaseRepository + ":arm", [MemoryRegistry.Layer()], "arm64");
        var index = AddIndex(scene, ("amd64", scene.BaseDigest), ("arm64", arm));
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(index, result.BaseDigest?.ToString());
        Assert.IsNotEmpty(scene.Registry.Requests.Where(request => request.Path.EndsWith(arm, StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Base_of_an_index_without_the_architecture_fails_and_says_what_there_is()
    {
        await using var scene = new ExportScene();
        AddIndex(scene, ("amd64", scene.BaseDigest), ("ppc64le", scene.BaseDigest));
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        var failure = await Expect.FailureAsync(DiagnosticCodes.BaseArchitectureMismatch, () => scene.BuildAsync(Token));

        Assert.Contains("linux/amd64, linux/ppc64le", failure.Message);
    }

    [TestMethod]
    public async Task Base_for_another_architecture_fails()
    {
        await using var scene = new ExportScene();
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        await Expect.FailureAsync(DiagnosticCodes.BaseArchitectureMismatch, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    [DataRow("application/vnd.oci.image.layer.v1.tar+zstd", "zstd")]
    [DataRow("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "foreign")]
    [DataRow("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "foreign")]
    [DataRow("application/octet-stream", "of the type")]
    public async Task Base_with_layers_that_cant_be_used_fails(string type, string why)
    {
        await using var scene = new ExportScene();
        scene.Registry.AddImage(Tag, [MemoryRegistry.Layer()], layerType: type);

        Assert.Contains(why, (await Expect.FailureAsync(DiagnosticCodes.UnsupportedBase, () => scene.BuildAsync(Token))).Message);
    }

    [TestMethod]
    [DataRow("nothing")]
    [DataRow("{}")]
    [DataRow("""{"config":5,"layers":[]}""")]
    [DataRow("""{"config":{"mediaType":"a","digest":"sha256:1","size":1},"layers":[]}""")]
    public async Task Base_whose_manifest_is_none_fails(string text)
    {
        await using var scene = new ExportScene();
        scene.Registry.AddManifest(Tag, "application/vnd.oci.image.manifest.v1+json", text);

        await Expect.FailureAsync(DiagnosticCodes.UnsupportedBase, () => scene.BuildAsync(Token));
    }

    [TestMethod]
    public async Task Base_whose_config_was_exchanged_fails()
    {
        await using var scene = new ExportScene();
        foreach (var (name, content) in scene.Registry.Blobs.Where(blob => blob.Value[0] == (byte)'{'))
        {
            scene.Registry.Blobs[name] = [(byte)' ', .. content[1..]];
        }

        await Expect.FailureAsync(DiagnosticCodes.RegistryContentMismatch, () => scene.BuildAsync(Token));

        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    [DataRow(401, "LAMBDAIMAGE1008")]
    [DataRow(403, "LAMBDAIMAGE1009")]
    [DataRow(404, "LAMBDAIMAGE1003")]
    [DataRow(429, "LAMBDAIMAGE1010")]
    [DataRow(500, "LAMBDAIMAGE1004")]
    public async Task Base_that_its_registry_does_not_give_fails_with_the_reason(int status, string code)
    {
        await using var scene = new ExportScene();
        scene.Registry.Fault = request => request.Path.StartsWith("/v2/lambda/", StringComparison.Ordinal) ? new(status, default) : null;

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => scene.BuildAsync(Token));

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.DoesNotContain("team/hello:1", scene.Registry.Manifests.Keys);
    }

    [TestMethod]
    public async Task Base_is_not_asked_for_again_with_Missing()
    {
        await using var scene = new ExportScene();
        await scene.BuildAsync(Token);
        scene.Registry.AddImage(Tag, [MemoryRegistry.Layer()]);
        scene.Registry.ForgetRequests();

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual(scene.BaseDigest, second.BaseDigest?.ToString());
        Assert.IsEmpty(scene.Registry.Requests.Where(request => request.Path.StartsWith("/v2/lambda/", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(PullPolicy.IfNewer)]
    [DataRow(PullPolicy.Always)]
    public async Task Base_that_changed_is_taken_with_other_policies(PullPolicy policy)
    {
        await using var scene = new ExportScene();
        scene.Spec = scene.Spec with { PullPolicy = policy };
        await scene.BuildAsync(Token);
        var newer = scene.Registry.AddImage(Tag, [MemoryRegistry.Layer()]);

        Assert.AreEqual(newer, (await scene.BuildAsync(Token)).BaseDigest?.ToString());
    }

    [TestMethod]
    public async Task Base_of_a_registry_that_is_away_is_the_known_one_with_IfNewer_and_a_warning()
    {
        await using var scene = new ExportScene();
        scene.ToArchive(ArchiveFormat.Oci);
        scene.Spec = scene.Spec with { PullPolicy = PullPolicy.IfNewer };
        await scene.BuildAsync(Token);
        scene.Registry.Fault = _ => new(503, default);

        var second = await scene.BuildAsync(Token);

        Assert.AreEqual(scene.BaseDigest, second.BaseDigest?.ToString());
        Assert.Contains(DiagnosticCodes.RegistryNotAsked, scene.Messages.Select(message => message.Descriptor));
    }

    [TestMethod]
    public async Task Base_that_is_not_cached_fails_with_Never()
    {
        await using var scene = new ExportScene();
        scene.Spec = scene.Spec with { PullPolicy = PullPolicy.Never };

        await Expect.FailureAsync(DiagnosticCodes.BaseImageNotFound, () => scene.BuildAsync(Token));

        Assert.IsEmpty(scene.Registry.Requests.Where(request => request.Path.Contains(ExportScene.BaseRepository, StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Base_comes_from_the_mirror_that_has_it()
    {
        await using var scene = new ExportScene();
        await using var mirror = new MemoryRegistry();
        var without = scene.Spec with { BaseImage = ImageReference.Parse($"{mirror.Host}/{Tag}") };
        scene.Spec = without with { BaseImageMirrors = [scene.Spec.BaseImage] };

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual(scene.BaseDigest, result.BaseDigest?.ToString());
        Assert.AreEqual(without.BaseImage, result.BaseImage);
    }

    [TestMethod]
    public async Task Base_that_no_mirror_has_fails_with_the_reason_of_the_first()
    {
        await using var scene = new ExportScene();
        await using var mirror = new MemoryRegistry();
        scene.Spec = scene.Spec with { BaseImage = ImageReference.Parse($"{mirror.Host}/a:1"), BaseImageMirrors = [ImageReference.Parse($"{mirror.Host}/b:1")] };

        Assert.Contains("/a:1", (await Expect.FailureAsync(DiagnosticCodes.BaseImageNotFound, () => scene.BuildAsync(Token))).Message);
    }

    // Build tools add manifests for no platform.
    private static string AddIndex(ExportScene scene, params (string Architecture, string Digest)[] images)
    {
        var manifests = images.Select(image => Entry("linux", image.Architecture, image.Digest)).Append(Entry("unknown", "unknown", images[0].Digest));
        return scene.Registry.AddManifest(
            Tag,
            "application/vnd.oci.image.index.v1+json",
            $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{{string.Join(',', manifests)}}]}""");
    }

    private static string Entry(string os, string architecture, string digest) => $$$"""
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{digest}}}","size":1,"platform":{"os":"{{{os}}}","architecture":"{{{architecture}}}"}}
        """;
}
