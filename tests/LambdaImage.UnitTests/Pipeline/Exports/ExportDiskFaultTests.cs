using System.Text;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Caching;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Whatever operation on a file fails during a push or the writing of an archive: one code or success, no temporary file, no half archive, no half tag.</summary>
[TestClass]
public sealed class ExportDiskFaultTests
{
    private const string Earlier = "earlier";

    private static readonly Dictionary<string, Action<ExportScene>> Scenes = new(StringComparer.Ordinal)
    {
        ["push"] = scene => scene.Spec = scene.Spec with { IsLambdaBase = false },
        ["archive, docker"] = scene => scene.ToArchive(ArchiveFormat.Docker),
        ["archive, oci"] = scene => scene.ToArchive(ArchiveFormat.Oci),
        ["archive, folder"] = scene => scene.ToArchive(ArchiveFormat.Oci, "layout/"),
        ["push, base of a layout"] = scene =>
        {
            ImageFiles.WriteTar(scene.At("base.tar"), ImageFiles.LayoutOf(scene));
            scene.Spec = scene.Spec with { BaseArchive = scene.At("base.tar"), IsLambdaBase = false };
        },
        ["push, base of an engine's archive"] = scene =>
        {
            ImageFiles.WriteTar(scene.At("base.tar"), ImageFiles.DockerArchiveOf(scene));
            scene.Spec = scene.Spec with { BaseArchive = scene.At("base.tar") };
        },
    };

    private static readonly Dictionary<string, Func<Exception>> Faults = new(StringComparer.Ordinal)
    {
        ["full"] = () => new IOException("No space left on device", 28),
        ["denied"] = () => new UnauthorizedAccessException("Access to the path is denied."),
        ["file gone"] = () => new FileNotFoundException("Could not find file."),
    };

    public static IEnumerable<(string Scene, string Fault)> All => Scenes.Keys.SelectMany(scene => Faults.Keys.Select(fault => (scene, fault)));

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task BuildAsync_with_one_operation_that_fails_succeeds_or_fails_with_a_code(string scene, string fault)
    {
        var count = 0;
        await RunAsync(scene, step => (count = step.Number + 1) < 0 ? Faults[fault]() : null, "nothing");
        Assert.IsGreaterThan(10, count);

        for (var number = 0; number < count; number++)
        {
            await RunAsync(scene, step => step.Number == number ? Faults[fault]() : null, $"operation {number}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task BuildAsync_with_all_operations_of_a_kind_that_fail_succeeds_or_fails_with_a_code(string scene, string fault)
    {
        // What can't be deleted is left behind.
        foreach (var operation in Enum.GetValues<DiskOperation>().Where(operation => operation != DiskOperation.Delete))
        {
            await RunAsync(scene, step => step.Operation == operation ? Faults[fault]() : null, $"each {operation}");
        }
    }

    private async Task RunAsync(string name, Func<FaultyDisk.Step, Exception?> fault, string what)
    {
        await using var scene = new ExportScene();
        await using var other = new MemoryRegistry();
        scene.Spec = scene.Spec with { Names = [ImageReference.Parse($"{other.Host}/team/hello:1")] };
        scene.Write("hello.tar", Earlier);
        Scenes[name](scene);
        var disk = FaultyDisk.Insert(fault);
        var isBuilt = false;
        try
        {
            await scene.BuildAsync(Token);
            isBuilt = true;
        }
        catch (LambdaImageException failure)
        {
            Assert.DoesNotContain("..", failure.Message);
            if (failure.Descriptor == DiagnosticCodes.RegistryUnreachable)
            {
                Assert.Fail($"{what}, {string.Join(", ", disk.Failed)}: a failure of the disk is told as one of the registry: {failure.Message}");
            }
        }
        catch (Exception exception) when (exception is not UnitTestAssertException)
        {
            Assert.Fail($"{what}, {string.Join(", ", disk.Failed)}: {exception}");
        }

        Disk.Watch(null);
        if (!disk.Failed.Any(step => step.Operation == DiskOperation.Delete))
        {
            Assert.AreEqual(string.Empty, string.Join(' ', scene.TemporaryFiles), $"{what}, {string.Join(", ", disk.Failed)}");
        }

        if (scene.Spec.Destinations.Push)
        {
            Assert.AreEqual(isBuilt, other.IsComplete("team/hello:1"), what);
        }
        else if (!isBuilt && scene.Spec.Destinations.Archive is { IsFolder: false })
        {
            Assert.AreEqual(Earlier, await File.ReadAllTextAsync(scene.At("hello.tar"), Encoding.UTF8, Token), what);
        }
    }
}
