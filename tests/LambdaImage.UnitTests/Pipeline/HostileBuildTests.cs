using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Pipeline;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;
using LambdaImage.UnitTests.LayerVersions;
using LambdaImage.UnitTests.Specification;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>Whatever a project, its folders and its environment say: a build makes an image, or fails with a code.</summary>
[TestClass]
public sealed class HostileBuildTests
{
    private const int Rounds = 400;

    // No folder of the host is read or written: these stay below a temporary folder, or can't be there.
    private static readonly string[] Paths =
        ["a\0b", "/dev/null/x", "/proc/none/x", "/" + new string('x', 300), string.Concat(Enumerable.Repeat("/xxxxxxxxx", 500)), "/tmp\ud800", "a:b", "\\\\host\\share"];

    private static readonly string[] Addresses =
        ["x", "http://", "http://[", "http://127.0.0.1:99999", "http://a b", "ftp://x", "http://u:p@x", "https://x?y", "http://\ud800:1/", "/x", "http://127.0.0.1:1/\0"];

    private static readonly string[] Values = [.. HostileInputTests.Values.Select(value => value.Value).Where(value => value.Length < 1000)];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public async Task BuildAsync_of_hostile_inputs_succeeds_or_fails_with_a_code(int start)
    {
        var built = 0;
        for (var seed = start; seed < Rounds; seed += 2)
        {
            await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
            var random = new Random(seed);
            try
            {
                var spec = ImageSpecReader.Read(Inputs(random, scene));
                await BuildAsync(scene, spec, random);
                built++;
            }
            catch (LambdaImageException failure)
            {
                Assert.IsLessThan(3_000, failure.Message.Length);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}: {exception}");
            }
        }

        Assert.IsGreaterThan(10, built);
    }

    [TestMethod]
    public async Task ResolveAsync_of_hostile_settings_succeeds_or_fails_with_a_code()
    {
        foreach (var address in Addresses)
        {
            await ResolveAsync(workspace => workspace.Endpoint = address);
        }

        foreach (var path in Paths)
        {
            await ResolveAsync(workspace => workspace.CertificateBundle = path);
            await ResolveAsync(workspace => workspace.CacheFolder = path);
            await ResolveAsync(workspace => workspace.LockFile = path);
        }
    }

    [TestMethod]
    public void Find_of_hostile_settings_gives_endpoints_or_fails_with_a_code()
    {
        string[] values = [.. Values, .. Paths, .. Addresses];
        for (var seed = 0; seed < Rounds * 10; seed++)
        {
            var random = new Random(seed);
            var settings = new EngineSettings
            {
                Host = random.Next(3) == 0 ? Pick(random, values) : null,
                DockerHost = random.Next(3) == 0 ? Pick(random, values) : null,
                DockerContext = Pick(random, values),
                DockerConfig = Pick(random, values),
                Home = Pick(random, values),
                RuntimeFolder = Pick(random, values),
            };
            try
            {
                _ = string.Join(' ', EngineEndpoints.Find(settings));
            }
            catch (LambdaImageException)
            {
                // The user is told.
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, {settings}: {exception}");
            }
        }
    }

    private async Task ResolveAsync(Action<LayerWorkspace> change)
    {
        await using var workspace = new LayerWorkspace();
        change(workspace);
        try
        {
            await workspace.ResolveAsync(Token);
        }
        catch (LambdaImageException)
        {
            // The user is told.
        }
    }

    private async Task BuildAsync(BuildScene scene, ImageSpec spec, Random random)
    {
        var builder = new ImageBuilder(
            token => EngineConnector.ConnectAsync(new() { Host = scene.Engine.Address, DockerConfig = Maybe(random, Paths, scene.CacheFolder) }, token),
            Maybe(random, Paths, scene.WorkFolder),
            Maybe(random, Paths, scene.CacheFolder),
            new SynchronousProgress<BuildMessage>(_ => { }));
        await builder.BuildAsync(spec, Token);
    }

    private static ImageInputs Inputs(Random random, BuildScene scene) => new()
    {
        Properties = new(new Dictionary<string, string>
        {
            ["MSBuildProjectName"] = Maybe(random, Values, "Hello"),
            ["LambdaRuntime"] = Maybe(random, Values, "provided.al2023"),
            ["LambdaRuntimePreview"] = Maybe(random, Values, "false"),
            ["LambdaArchitecture"] = Maybe(random, Values, "x86_64"),
            ["LambdaPackageType"] = Maybe(random, Values, "Zip"),
            ["LambdaBaseImage"] = Maybe(random, Values, BuildScene.Base),
            ["LambdaBaseImageRegistry"] = Maybe(random, Values, "registry.test"),
            ["LambdaHandler"] = Maybe(random, Values, "Hello"),
            ["LambdaImageRepository"] = Maybe(random, Values, "hello"),
            ["LambdaImageTag"] = Maybe(random, Values, "latest"),
            ["LambdaImageTags"] = Maybe(random, Values, "1"),
            ["LambdaImagePullPolicy"] = Maybe(random, Values, "Missing"),
            ["LambdaImageForceBuild"] = Maybe(random, Values, "true"),
            ["LambdaImageStrategy"] = Maybe(random, Values, "Auto"),
            ["LambdaImageCreated"] = Maybe(random, Values, "2026-11-25"),
            ["_LambdaImageCommitTime"] = Maybe(random, Values, "1 0123abc"),
            ["SOURCE_DATE_EPOCH"] = Maybe(random, Values, "1"),
            ["LambdaRie"] = Maybe(random, Values, "Never"),
            ["LambdaRiePath"] = Maybe(random, Paths, string.Empty),
            ["LambdaImageIncludeFunction"] = Maybe(random, Values, "true"),
            ["PublishDir"] = Maybe(random, Paths, scene.FunctionFolder),
            ["AssemblyName"] = Maybe(random, Values, "Hello"),
            ["Version"] = Maybe(random, Values, "1.0"),
            ["SourceRevisionId"] = Maybe(random, Values, "abc"),
        }),
        FunctionFiles = [FunctionFile.Of(Maybe(random, Paths, Path.Combine(scene.FunctionFolder, "bootstrap")), Maybe(random, Values, "bootstrap"))],
        ProjectId = Maybe(random, Values, string.Empty),
        Layers = [Layer(random, Maybe(random, Paths, scene.LayerFolder))],
        Labels = [new(Maybe(random, Values, "a"), Maybe(random, Values, "b"), new("LambdaImageLabel"))],
        Environment = [new(Maybe(random, Values, "A"), Maybe(random, Values, "b"), new("LambdaEnvironmentVariable"))],
    };

    private static LayerInput Layer(Random random, string path) => new(path, new("LambdaLayer", path))
    {
        Name = Maybe(random, Values, string.Empty),
        FileMode = Maybe(random, Values, "644"),
        DirectoryMode = Maybe(random, Values, "755"),
    };

    // Few at a time: most are refused, and what is refused hides what comes after.
    private static string Maybe(Random random, string[] values, string usual) => random.Next(25) == 0 ? Pick(random, values) : usual;

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}
