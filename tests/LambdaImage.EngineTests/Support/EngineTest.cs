using Docker.DotNet;
using Docker.DotNet.Models;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests.Support;

/// <summary>A test against the real engine, with names of its own and nothing left on the engine after it.</summary>
public abstract class EngineTest(TestContext context) : IDisposable
{
    /// <summary>Part of every name that the test gives to something on the engine; also its project's name.</summary>
    protected string Id { get; } = "li-test-" + Guid.NewGuid().ToString("N");

    /// <summary>The name of the image that <see cref="Inputs"/> asks for.</summary>
    protected string Name => Id + ":latest";

    /// <summary>The test's folder.</summary>
    protected TemporaryFolder Folder { get; } = new();

    /// <summary>The folder that stands for the project's <c>obj/</c>.</summary>
    protected string WorkFolder => Folder.At("obj");

    /// <summary>The emulator of tests that care only for there being one.</summary>
    private protected static byte[] Emulator => ElfFile.For("x86_64", "emulator");

    protected DockerClient Docker { get; } = TestEngine.Connect();

    internal ImageReader Reader => new(Docker);

    internal TestImages Images => field ??= new(Docker, Id);

    protected CancellationToken CancellationToken => context.CancellationToken;

    [TestCleanup]
    public Task RemoveImagesAsync() => Images.RemoveAllAsync();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Docker.Dispose();
            Folder.Dispose();
        }
    }

    /// <summary>The inputs of a custom runtime's image with some layers, each a folder or zip in the test's folder, and without an emulator.</summary>
    protected ImageInputs Inputs(params string[] layers) => new()
    {
        Properties = new(new Dictionary<string, string>
        {
            ["MSBuildProjectName"] = Id,
            ["LambdaRuntime"] = "provided.al2023",
            ["LambdaBaseImageRegistry"] = TestEnvironment.Registry,
            ["LambdaImageRepository"] = Id,
            ["LambdaRie"] = "Never",
        }),
        ProjectId = Id,
        Layers = [.. layers.Select(layer => new LayerInput(Folder.At(layer), new("LambdaLayer", layer)))],
    };

    /// <summary>The inputs of an image with a layer of one file, for tests that care for no file.</summary>
    protected ImageInputs OneFile(string content = "content")
    {
        Folder.Write("one/file.txt", content);
        return Inputs("one");
    }

    /// <summary>Inputs with a function: the folder <c>task</c> is its publish output.</summary>
    protected ImageInputs Function(params string[] layers)
    {
        if (!Directory.Exists(Folder.At("task")))
        {
            Folder.Write("task/Hello", "program", (UnixFileMode)0b111_101_101);
        }

        var inputs = Inputs(layers) with { FunctionFiles = PublishOutput.In(Folder.At("task")) };
        return inputs
            .With("LambdaImageIncludeFunction", "true")
            .With("PublishDir", Folder.At("task"))
            .With("AssemblyName", "Hello")
            .With("LambdaHandler", "Hello");
    }

    /// <summary>Inputs with an emulator besides: <see cref="Emulator"/>.</summary>
    protected ImageInputs WithEmulator(ImageInputs inputs) => inputs.With("LambdaRie", "Always").With("LambdaRiePath", Folder.Write("rie", Emulator));

    /// <summary>An hour ahead, so that files that the test has just written are old enough to be remembered.</summary>
    private static TimeProvider Clock { get; } = new LaterClock();

    internal Task<ImageResult> BuildAsync(ImageInputs inputs, RecordingProgress? progress = null) =>
        BuildAsync(inputs, progress, CancellationToken);

    internal async Task<ImageResult> BuildAsync(ImageInputs inputs, RecordingProgress? progress, CancellationToken cancellationToken)
    {
        var builder = new ImageBuilder(ConnectAsync, WorkFolder, Folder.At("cache"), progress ?? new RecordingProgress()) { Clock = Clock };
        var image = await builder.BuildAsync(ImageSpecReader.Read(inputs), cancellationToken);
        Images.Note(image.Id);
        return image;
    }

    /// <summary>Builds what must fail.</summary>
    internal async Task<LambdaImageException> FailAsync(ImageInputs inputs, RecordingProgress? progress = null) =>
        await Assert.ThrowsExactlyAsync<LambdaImageException>(() => BuildAsync(inputs, progress));

    /// <summary>Builds, and reads what ended in <c>/opt</c>.</summary>
    internal async Task<IReadOnlyDictionary<string, ImageFile>> BuildAndReadOptAsync(ImageInputs inputs)
    {
        var image = await BuildAsync(inputs);
        return await Reader.ReadAsync(image.Id, "/opt", CancellationToken);
    }

    internal static Task<IEngine> ConnectAsync(CancellationToken cancellationToken) =>
        EngineConnector.ConnectAsync(new() { Host = TestEnvironment.DockerHost }, cancellationToken);

    protected Task<ImageInspectResponse> InspectAsync(string image) => Docker.Images.InspectImageAsync(image, CancellationToken);

    /// <summary>The digests of an image's layers, unpacked.</summary>
    protected async Task<IReadOnlyList<string>> DiffIdsAsync(string image) => [.. (await InspectAsync(image)).RootFS!.Layers!];
}
