using System.Formats.Tar;
using System.Text;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Caching;
using LambdaImage.UnitTests.Pipeline;

namespace LambdaImage.UnitTests.Sources;

[TestClass]
public sealed class EmulatorSourceTests
{
    private const string Source = "mirror:5000/lambda/provided:al2023-x86_64";

    // An empty JSON object as the file's facts, and the length of a tar of one small file.
    private const string ArchiveHead =
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nX-Docker-Container-Path-Stat: e30=\r\nContent-Length: 2048\r\n\r\n";

    private const string SourceId = "sha256:0123456789abcdef0123456789abcdef";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("/lambda-entrypoint.sh")]
    [DataRow("/usr/local/bin/aws-lambda-rie")]
    public async Task BuildAsync_on_a_base_that_starts_an_emulator_asks_for_no_other(string entrypoint)
    {
        await using var scene = new BuildScene();
        scene.Engine.Images.Add(BuildScene.BaseImage with { Entrypoint = [entrypoint] });
        scene.Spec = WithEmulator(scene.Spec);

        await scene.BuildAsync(Token);

        Assert.DoesNotContain(request => request.Path.Contains("mirror", StringComparison.Ordinal), scene.Engine.Requests);
        Assert.IsEmpty(scene.Engine.RequestsOf("GET", "/containers"));
    }

    [TestMethod]
    [DataRow(EmulatorMode.Auto)]
    [DataRow(EmulatorMode.Always)]
    public async Task BuildAsync_that_is_up_to_date_makes_one_request(EmulatorMode mode)
    {
        await using var scene = SceneWithSource();
        scene.Spec = WithEmulator(scene.Spec, mode);
        await scene.BuildAsync(Token);
        var before = scene.Engine.Requests.Count;

        var result = await scene.BuildAsync(Token);

        Assert.IsTrue(result.Skipped);
        Assert.AreEqual("GET /images/json", scene.Engine.Requests.Skip(before).Single().ToString());
    }

    [TestMethod]
    public async Task BuildAsync_makes_a_container_removes_it_and_never_starts_it()
    {
        await using var scene = SceneWithSource();
        scene.Spec = WithEmulator(scene.Spec);

        await scene.BuildAsync(Token);

        Assert.AreEqual(
            "POST /containers/create, GET /containers/c1/archive, DELETE /containers/c1",
            string.Join(", ", scene.Engine.Requests.Select(request => request.ToString()).Where(request => request.Contains("/containers", StringComparison.Ordinal))));
    }

    [TestMethod]
    public async Task BuildAsync_that_needs_the_emulator_again_makes_no_container()
    {
        await using var scene = SceneWithSource();
        scene.Spec = WithEmulator(scene.Spec);
        await scene.BuildAsync(Token);
        scene.WriteLayer("file", "changed");

        await scene.BuildAsync(Token);

        Assert.HasCount(1, scene.Engine.RequestsOf("POST", "/containers/create"));
        Assert.HasCount(2, scene.Engine.RequestsOf("POST", "/build"));
    }

    [TestMethod]
    public async Task BuildAsync_that_is_forced_takes_the_emulator_out_of_the_image_again()
    {
        await using var scene = SceneWithSource();
        scene.Spec = WithEmulator(scene.Spec) with { ForceBuild = true };
        await scene.BuildAsync(Token);
        await File.WriteAllTextAsync(Path.Combine(scene.WorkFolder, scene.LeftBehind.Single()), "other bytes", Token);

        await scene.BuildAsync(Token);

        Assert.HasCount(2, scene.Engine.RequestsOf("GET", "/containers"));
    }

    [TestMethod]
    public async Task BuildAsync_with_an_emulator_that_others_can_write_to_takes_it_out_of_the_image_again()
    {
        await using var scene = SceneWithSource();
        scene.Spec = WithEmulator(scene.Spec);
        await scene.BuildAsync(Token);
        Shell.Run(scene.WorkFolder, $"chmod o+w {scene.LeftBehind.Single()}");
        scene.WriteLayer("file", "changed");

        await scene.BuildAsync(Token);

        Assert.HasCount(2, scene.Engine.RequestsOf("POST", "/containers/create"));
    }

    [TestMethod]
    public async Task BuildAsync_keeps_the_emulator_by_the_images_id_and_the_code_that_took_it_out()
    {
        await using var scene = SceneWithSource();
        scene.Spec = WithEmulator(scene.Spec);

        await scene.BuildAsync(Token);

        var code = typeof(ImageSpec).Module.ModuleVersionId.ToString("N")[..12];
        Assert.AreEqual($"aws-lambda-rie-x86_64.0123456789ab.{code}", scene.LeftBehind.Single());
    }

    [TestMethod]
    public async Task BuildAsync_whose_copy_breaks_off_removes_the_container_and_keeps_no_file()
    {
        await using var scene = SceneWithSource();
        scene.Engine.On("GET", "/containers", ScriptedResponses.Raw(ArchiveHead + EmulatorArchive()[..540]));
        scene.Spec = WithEmulator(scene.Spec);

        await Expect.FailureAsync(DiagnosticCodes.ConnectionLost, () => scene.BuildAsync(Token));

        Assert.HasCount(1, scene.Engine.RequestsOf("DELETE", "/containers/c1"));
        Assert.IsEmpty(scene.LeftBehind);
    }

    [TestMethod]
    public async Task BuildAsync_whose_image_holds_no_emulator_fails_and_removes_the_container()
    {
        await using var scene = SceneWithSource();
        scene.Engine.On("GET", "/containers", ScriptedResponses.Refusal(404, "Could not find the file /usr/local/bin/aws-lambda-rie in container c1"));
        scene.Spec = WithEmulator(scene.Spec);

        await Expect.FailureAsync(DiagnosticCodes.EmulatorNotFound, () => scene.BuildAsync(Token));

        Assert.HasCount(1, scene.Engine.RequestsOf("DELETE", "/containers/c1"));
        Assert.IsEmpty(scene.LeftBehind);
    }

    [TestMethod]
    [DataRow(nameof(DiskOperation.CreateFolder))]
    [DataRow(nameof(DiskOperation.Create))]
    [DataRow(nameof(DiskOperation.Write))]
    [DataRow(nameof(DiskOperation.Flush))]
    [DataRow(nameof(DiskOperation.Rename))]
    public async Task BuildAsync_that_can_not_store_the_emulator_says_so_and_leaves_nothing(string operation)
    {
        await using var scene = SceneWithSource();
        scene.Spec = WithEmulator(scene.Spec);
        FaultyDisk.Insert(step => step.Operation.ToString() == operation && step.Path.StartsWith(scene.WorkFolder, StringComparison.Ordinal)
            ? new IOException("No space left on device")
            : null);

        var failure = await Expect.FailureAsync(DiagnosticCodes.WorkFolderNotWritable, () => scene.BuildAsync(Token));

        Assert.Contains("emulator", failure.Message);
        Assert.Contains("No space left on device.", failure.Message);
        Assert.IsEmpty(scene.LeftBehind);
    }

    [TestMethod]
    [DataRow(nameof(DiskOperation.Open))]
    [DataRow(nameof(DiskOperation.Read))]
    public async Task BuildAsync_that_can_not_read_the_stored_emulator_says_so(string operation)
    {
        await using var scene = SceneWithSource();
        scene.Spec = WithEmulator(scene.Spec);
        FaultyDisk.Insert(step => step.Operation.ToString() == operation && step.Path.Contains("aws-lambda-rie", StringComparison.Ordinal)
            ? new UnauthorizedAccessException("Access denied")
            : null);

        var failure = await Expect.FailureAsync(DiagnosticCodes.UnreadableFile, () => scene.BuildAsync(Token));

        Assert.Contains("emulator", failure.Message);
    }

    internal static ImageSpec WithEmulator(ImageSpec spec, EmulatorMode mode = EmulatorMode.Auto) =>
        spec with { Emulator = new(mode, null, ImageReference.Parse(Source)) };

    // The base starts no emulator; the image that holds one is there.
    internal static BuildScene SceneWithSource()
    {
        var scene = BuildScene.WithBase();
        scene.Engine.Images.Add(new(SourceId) { Tags = [Source] });
        scene.Engine
            .On("POST", "/containers/create", ScriptedResponses.Body("""{"Id":"c1","Warnings":[]}""", 201))
            .On("GET", "/containers/c1/archive", SendArchiveAsync)
            .On("DELETE", "/containers/c1", ScriptedResponses.Body(string.Empty, 204));
        return scene;
    }

    private static async Task SendArchiveAsync(ScriptedExchange exchange)
    {
        await exchange.ReadBodyAsync();
        await exchange.SendRawAsync(ArchiveHead + EmulatorArchive());
        exchange.Close();
    }

    // A tar of a text that is an ELF file: all of its bytes are ASCII.
    private static string EmulatorArchive()
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "aws-lambda-rie")
            {
                DataStream = new MemoryStream(ElfFile.For("x86_64")),
            });
        }

        return Encoding.ASCII.GetString(archive.ToArray());
    }
}
