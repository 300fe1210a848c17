using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Caching;
using LambdaImage.UnitTests.LayerVersions;
using LambdaImage.UnitTests.Sources;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>
/// Whatever operation on a file of the host fails, and however: the build succeeds, where the file only saves time, or fails with one code.
/// It leaves no temporary file.
/// </summary>
[TestClass]
public sealed class DiskFaultTests
{
    private static readonly Dictionary<string, Func<BuildScene>> Scenes = new(StringComparer.Ordinal)
    {
        ["Dockerfile"] = () => BuildScene.WithBase(),
        ["Dockerfile, emulator"] = SceneWithEmulator,
        ["Load, graph driver"] = () => BuildScene.WithStore(ScriptedStore.GraphDriver),
        ["Load, zip"] = SceneWithZip,
        ["Load, containerd"] = () => BuildScene.WithStore(ScriptedStore.Containerd),
    };

    private static readonly Dictionary<string, Func<Exception>> Faults = new(StringComparer.Ordinal)
    {
        ["full"] = () => new IOException("No space left on device", 28),
        ["denied"] = () => new UnauthorizedAccessException("Access to the path is denied."),
        ["file gone"] = () => new FileNotFoundException("Could not find file."),
        ["folder gone"] = () => new DirectoryNotFoundException("Could not find a part of the path."),
        ["too long"] = () => new PathTooLongException("The path is too long."),
        ["broken"] = () => new IOException("Input/output error", 5),
        ["in use"] = () => new IOException("The file is being used by another process.", unchecked((int)0x80070020)),
    };

    public static IEnumerable<(string Scene, string Fault)> All => Scenes.Keys.SelectMany(scene => Faults.Keys.Select(fault => (scene, fault)));

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task BuildAsync_with_one_operation_that_fails_succeeds_or_fails_with_a_code(string scene, string fault)
    {
        var count = await CountAsync(scene);
        Assert.IsGreaterThan(10, count);

        for (var number = 0; number < count; number++)
        {
            await RunAsync(scene, step => step.Number == number ? Faults[fault]() : null, $"operation {number}");
        }
    }

    // A disk that is full or read-only fails more than once.
    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task BuildAsync_with_all_operations_of_a_kind_that_fail_succeeds_or_fails_with_a_code(string scene, string fault)
    {
        foreach (var operation in Enum.GetValues<DiskOperation>())
        {
            // What can't be deleted is left behind, and locks that are in use are waited for.
            if (operation != DiskOperation.Delete && !(operation == DiskOperation.Create && fault == "in use"))
            {
                await RunAsync(scene, step => step.Operation == operation ? Faults[fault]() : null, $"each {operation}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task BuildAsync_whose_caches_fail_succeeds(string scene, string fault)
    {
        await using var built = Scenes[scene]();
        FaultyDisk.Insert(step => step.Path.StartsWith(built.CacheFolder, StringComparison.Ordinal) && !(fault == "in use" && step.Operation == DiskOperation.Create)
            ? Faults[fault]()
            : null);

        var result = await built.BuildAsync(Token);

        Assert.AreEqual(BuildScene.Name, result.Name.ToString());
    }

    private async Task<int> CountAsync(string scene)
    {
        await using var built = Scenes[scene]();
        var disk = FaultyDisk.Insert(_ => null);
        await built.BuildAsync(Token);
        return disk.Steps.Count;
    }

    private async Task RunAsync(string scene, Func<FaultyDisk.Step, Exception?> fault, string what)
    {
        await using var built = Scenes[scene]();
        var disk = FaultyDisk.Insert(fault);
        try
        {
            await built.BuildAsync(Token);
        }
        catch (LambdaImageException failure)
        {
            Assert.DoesNotContain("..", failure.Message);
        }
        catch (Exception exception)
        {
            Assert.Fail($"{what}, {string.Join(", ", disk.Failed)}: {exception}");
        }

        Disk.Watch(null);
        if (!disk.Failed.Any(step => step.Operation == DiskOperation.Delete))
        {
            Assert.AreEqual(string.Empty, string.Join(' ', built.TemporaryFiles), $"{what}, {string.Join(", ", disk.Failed)}");
        }
    }

    private static BuildScene SceneWithZip()
    {
        var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        var zip = scene.Write("layer.zip", LayerWorkspace.Zip("python/shared.py", "print('shared')"));
        scene.Spec = scene.Spec with { Layers = [new() { Kind = LayerKind.Layer, Name = "zip", Source = new ZipSource(zip), Origin = new("LambdaLayer", "zip") }, .. scene.Spec.Layers] };
        return scene;
    }

    private static BuildScene SceneWithEmulator()
    {
        var scene = EmulatorSourceTests.SceneWithSource();
        scene.Spec = EmulatorSourceTests.WithEmulator(scene.Spec);
        return scene;
    }
}
