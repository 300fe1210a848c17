using System.Net;
using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Engines.Requests;
using LambdaImage.Json;
using LambdaImage.Lambda;
using LambdaImage.LayerVersions;
using LambdaImage.Oci;
using LambdaImage.Registries.Credentials;
using LambdaImage.Specification.Reading.ToolsDefaults;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Engines.Endpoints;
using LambdaImage.UnitTests.Images;
using LambdaImage.UnitTests.LayerVersions;
namespace LambdaImage.UnitTests.Json;

/// <summary>Whatever JSON others send or leave: each reader gives a value or a coded failure.</summary>
[TestClass]
public sealed class ForeignReadersTests
{
    private const int Rounds = 500;
    private const string Context = "ours";

    private const string Image =
        """
        { "Id": "sha256:a", "RepoTags": ["hello:latest", "<none>:<none>"], "RepoDigests": null, "Labels": { "a": "b", "c": null } }
        """;

    private const string Inspection =
        """
        {
          "Id": "sha256:a", "RepoTags": ["hello:latest"], "RepoDigests": ["hello@sha256:b"], "Architecture": "amd64", "Variant": "v8", "Os": "linux",
          "Config": { "Env": ["A=B"], "Cmd": null, "Entrypoint": ["/x"], "Labels": { "a": "b" }, "Volumes": { "/v": {} }, "User": "", "StopTimeout": 5 },
          "RootFS": { "Type": "layers", "Layers": ["sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"] }
        }
        """;

    private const string Digest = "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";

    private const string ManifestText =
        $$"""
        { "schemaVersion": 2, "config": { "mediaType": "c", "digest": "{{Digest}}", "size": 5 }, "layers": [{ "mediaType": "l", "digest": "{{Digest}}", "size": 6 }] }
        """;

    private const string IndexText =
        $$"""
        { "manifests": [{ "mediaType": "m", "digest": "{{Digest}}", "size": 5, "platform": { "os": "linux", "architecture": "arm64", "variant": "v8" } }] }
        """;

    private const string ConfigText =
        $$"""
        { "architecture": "amd64", "os": "linux", "config": { "User": "a", "Env": ["A=B"], "Healthcheck": { "Test": ["x"] } }, "rootfs": { "diff_ids": ["{{Digest}}"] } }
        """;

    private const string LambdaSays =
        """
        { "Content": { "Location": "https://host/x", "CodeSha256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "CodeSize": 5 }, "LayerArn": "x" }
        """;

    private const string LockFile =
        """
        { "version": 1, "layers": { "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } }
        """;

    private const string DockerConfig =
        """
        { "auths": { "registry.test": { "auth": "bWU6d29yZA==" }, "other": { "identitytoken": "t" } }, "currentContext": "ours", "credHelpers": {} }
        """;

    private const string Meta = """{ "Name": "ours", "Endpoints": { "docker": { "Host": "unix:///x", "SkipTLSVerify": false } } }""";

    private const string Defaults =
        """
        { "image-command": "a::b", "environment-variables": "A=1;B=\"2\"", "function-layers": "arn:a,arn:b", "image-tag": "a:1", "configuration": null, }
        """;

    private static readonly Dictionary<string, (string Sample, Func<byte[], Task> Read)> Readers = new(StringComparer.Ordinal)
    {
        ["listing"] = ($"[{Image},{Image}]", bytes => Asked(() => ImageListing.Read(bytes))),
        ["inspection"] = (Inspection, bytes => Asked(() => Compose(ImageInspection.Read(bytes)))),
        ["manifest"] = (ManifestText, bytes => Asked(() => Manifest.Read(ForeignJson.Parse(bytes)).ToDocument())),
        ["index"] = (IndexText, bytes => Asked(() => ImageIndex.Read(ForeignJson.Parse(bytes)).ToDocument())),
        ["config"] = (ConfigText, bytes => Asked(() => ImageConfig.Read(ForeignJson.Parse(bytes)).ToDocument())),
        ["info"] = ("""{ "Driver": "overlayfs", "DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]] }""", bytes => Asked(() => EngineStore.Read("Docker/28", bytes))),
        ["stream"] = (
            """{"stream":"a","status":"b","id":"c","aux":{"ID":"d"},"progressDetail":{"current":5},"error":"e","errorDetail":{"message":"f"}}""",
            bytes => EngineMessage.ReadAllAsync(new MemoryStream(bytes), message => { }, CancellationToken.None)),
        ["error"] = ("""{ "message": "no such image" }""", bytes => Asked(() => EngineFailure.MessageOf(bytes))),
        ["refusal"] = ("""{ "message": "no such image" }""", bytes => Asked<string>(() => throw new EngineErrorException(HttpStatusCode.NotFound, Encoding.UTF8.GetString(bytes)))),
        ["layer version"] = (LambdaSays, bytes => Asked(() => LambdaResponse.Read(LayerVersionArn.Parse(LayerWorkspace.Arn), "host", bytes))),
        ["lambda's error"] = ("""{ "Message": "no", "Type": "User", "__type": "x#y:z", "code": "c" }""", RefuseAsync),
        ["lock file"] = (LockFile, bytes => InFolderAsync(bytes, "lock.json", folder => Task.FromResult(new LayerVersionLock(folder.At("lock.json")).Read()))),
        ["credentials"] = (DockerConfig, bytes => InFolderAsync(bytes, "config.json", folder => new DockerConfigCredentials(folder.Path).FindAsync("registry.test", CancellationToken.None))),
        ["current context"] = (DockerConfig, bytes => InFolderAsync(bytes, "config.json", folder => Find(folder, string.Empty))),
        ["defaults of tools"] = (Defaults, bytes => InFolderAsync(bytes, LambdaToolsDefaults.FileName, folder => Task.FromResult(
            LambdaToolsDefaultsReader.Read(folder.At(LambdaToolsDefaults.FileName)).AddTo(new() { Properties = new(new Dictionary<string, string>()) }, isHandlerDefault: false)))),
        ["context"] = (Meta, bytes => InFolderAsync(bytes, DockerContexts.MetaPath(".", Context), folder => Find(folder, Context))),
    };

    public static IEnumerable<string> Names => Readers.Keys;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Reader_of_its_sample_gives_a_value(string name)
    {
        var (sample, read) = Readers[name];

        // These turn what they read into a failure in any case.
        if (name is not ("refusal" or "current context"))
        {
            await read(Encoding.UTF8.GetBytes(sample));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Reader_of_damaged_json_gives_a_value_or_a_coded_failure(string name)
    {
        var (sample, read) = Readers[name];
        for (var seed = 0; seed < Rounds; seed++)
        {
            var bytes = JsonMutator.Mutate(sample, seed);
            try
            {
                await read(bytes);
            }
            catch (LambdaImageException)
            {
                // The user is told.
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}: {exception.GetType()} for {Encoding.UTF8.GetString(bytes)}\n{exception}");
            }
        }
    }

    private static Task<T> Asked<T>(Func<T> read) => EngineFailure.TranslateAsync("do something", "unix:///x", () => Task.FromResult(read()));

    private static OciDocument Compose(StoredImage image)
    {
        LambdaImage.Images.Image.IdentityOf(image.Config);
        return ImageSamples.Of(Plans.Spec, image).Config;
    }

    private static Task RefuseAsync(byte[] body)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.BadRequest);
        _ = LambdaError.Of(LayerVersionArn.Parse(LayerWorkspace.Arn), response, body).Message;
        return Task.CompletedTask;
    }

    private static async Task InFolderAsync<T>(byte[] bytes, string file, Func<TemporaryFolder, Task<T>> read)
    {
        using var folder = new TemporaryFolder();
        folder.Write(file, bytes);
        await read(folder);
    }

    private static Task<IReadOnlyList<EngineEndpoint>> Find(TemporaryFolder folder, string context) =>
        Task.FromResult(EngineEndpoints.Find(new() { DockerConfig = folder.Path, DockerContext = context }));
}
