using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.UnitTests.Caching;

namespace LambdaImage.UnitTests.LayerVersions;

/// <summary>Whatever operation on the cache or on the lock file fails: the layer version is there in the end, or one code says why not.</summary>
[TestClass]
public sealed class LayerVersionDiskFaultTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public static IEnumerable<(string Fault, Func<Exception> Make)> Faults =>
    [
        ("full", () => new IOException("No space left on device", 28)),
        ("denied", () => new UnauthorizedAccessException("Access to the path is denied.")),
        ("file gone", () => new FileNotFoundException("Could not find file.")),
        ("folder gone", () => new DirectoryNotFoundException("Could not find a part of the path.")),
        ("too long", () => new PathTooLongException("The path is too long.")),
        ("broken", () => new IOException("Input/output error", 5)),
    ];

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public async Task ResolveAsync_with_one_operation_that_fails_succeeds_or_fails_with_a_code(string fault, Func<Exception> make)
    {
        foreach (var isWarm in new[] { false, true })
        {
            var number = 0;
            while (await RunAsync(fault, make, isWarm, number))
            {
                number++;
            }

            Assert.IsGreaterThan(1, number);
        }
    }

    // False when there is no operation of that number.
    private async Task<bool> RunAsync(string fault, Func<Exception> make, bool isWarm, int number)
    {
        await using var workspace = new LayerWorkspace();
        if (isWarm)
        {
            await workspace.ResolveAsync(Token);
            File.SetLastWriteTimeUtc(workspace.CachedFile, DateTime.UtcNow);
        }

        var disk = FaultyDisk.Insert(step => step.Number == number ? make() : null);
        try
        {
            var files = await workspace.ResolveAsync(Token);
            Assert.AreEqual(workspace.CachedFile, files.Single());
        }
        catch (LambdaImageException failure)
        {
            Assert.StartsWith("LAMBDAIMAGE40", failure.Descriptor.Code);
        }
        catch (Exception exception) when (exception is not UnitTestAssertException)
        {
            Assert.Fail($"{fault}, {disk.Steps.ElementAtOrDefault(number)}: {exception}");
        }

        Disk.Watch(null);
        var step = disk.Steps.ElementAtOrDefault(number);
        if (step is not { Operation: DiskOperation.Delete })
        {
            Assert.IsEmpty(Directory.GetFiles(workspace.Folder.Path, "*" + AtomicFile.TemporaryExtension, SearchOption.AllDirectories), $"{fault}, {step}");
        }

        return step is not null;
    }
}
