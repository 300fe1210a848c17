using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Pipeline;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;
using LambdaImage.UnitTests.LayerVersions;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>A project with a layer, a base in a registry, and no engine.</summary>
internal sealed class ExportScene : IAsyncDisposable
{
    public const string BaseRepository = "lambda/provided";

    private readonly TemporaryFolder _folder = new();

    public ExportScene()
    {
        Write("layer/file", "hello");
        BaseDigest = Registry.AddImage(BaseRepository + ":al2023", [MemoryRegistry.Layer(Folder("opt/"), Folder("var/"), Folder("var/task/"))]);
        Spec = new()
        {
            Project = "Hello",
            Names = [ImageReference.Parse($"{Registry.Host}/team/hello:1")],
            BaseImage = ImageReference.Parse($"{Registry.Host}/{BaseRepository}:al2023"),
            IsLambdaBase = true,
            Architecture = LambdaArchitecture.X64,
            Layers = [new() { Kind = LayerKind.Layer, Name = "layer", Source = new FolderSource(At("layer")), Origin = new("LambdaLayer", "layer") }],
            Destinations = new() { Load = false, Push = true },
        };
        Settle();
    }

    public MemoryRegistry Registry { get; } = new();

    /// <summary>The digest of the base's manifest.</summary>
    public string BaseDigest { get; }

    public ImageSpec Spec { get; set; }

    public ConcurrentQueue<BuildMessage> Messages { get; } = [];

    /// <summary>Is shown each message, on the thread that reports it.</summary>
    public Action<BuildMessage>? OnMessage { get; set; }

    /// <summary>What waits are measured with.</summary>
    public TimeProvider Waiting { get; set; } = new ImmediateClock();

    /// <summary>How long registries may be silent; a minute if not set.</summary>
    public TimeSpan? Patience { get; set; }

    /// <summary>The clock that files' times are compared with.</summary>
    public TimeProvider Clock { get; set; } = LaterClock.Instance;

    /// <summary>What is left of files that were being written.</summary>
    public IEnumerable<string> TemporaryFiles => Directory.EnumerateFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories);

    public string At(string path) => _folder.At(path);

    public string Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    public string Write(string path, byte[] content) => _folder.Write(path, content);

    /// <summary>The manifest that a tag names.</summary>
    public string ManifestOf(string name) => Encoding.UTF8.GetString(Registry.Manifests[name].Content);

    /// <summary>Has the image written to a file in place of a push.</summary>
    public string ToArchive(ArchiveFormat format, string file = "hello.tar")
    {
        Spec = Spec with { Destinations = new() { Load = false, Archive = new(At(file), format) } };
        return At(file);
    }

    /// <summary>Makes all files old.</summary>
    public void Settle()
    {
        foreach (var file in Directory.EnumerateFiles(_folder.At("layer"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(40));
        }
    }

    /// <summary>Adds layers, each with a file of its own.</summary>
    public void AddLayers(int count)
    {
        foreach (var name in Enumerable.Range(1, count).Select(number => $"layer/more{number}"))
        {
            Write($"{name}/{Path.GetFileName(name)}", name);
            Spec = Spec with { Layers = [.. Spec.Layers, new() { Kind = LayerKind.Layer, Name = name, Source = new FolderSource(At(name)), Origin = new("LambdaLayer", name) }] };
        }

        Settle();
    }

    /// <summary>Has the image pushed to another registry than the base's.</summary>
    public void PushTo(MemoryRegistry other) => Spec = Spec with { Names = [ImageReference.Parse($"{other.Host}/team/hello:1")] };

    /// <summary>Logs in to a registry.</summary>
    public void LogIn(MemoryRegistry registry) => Write(
        "docker/config.json",
        $$$$"""{"auths":{"{{{{registry.Host}}}}":{"auth":"{{{{Convert.ToBase64String("me:word"u8)}}}}"}}}""");

    /// <summary>Builds, as another user or on another machine if the folder is another.</summary>
    public Task<ImageResult> BuildAsync(CancellationToken cancellationToken, string folder = "home", string project = "obj")
    {
        var progress = new SynchronousProgress<BuildMessage>(message =>
        {
            Messages.Enqueue(message);
            OnMessage?.Invoke(message);
        });
        var builder = new ImageBuilder(
            _ => throw new AssertFailedException("an engine was asked"),
            At($"{folder}/{project}"),
            At(folder + "/cache"),
            progress,
            waits: new(new SynchronousProgress<string>(_ => { }), Waiting),
            registries: new(At("docker")) { Patience = Patience })
        {
            Clock = Clock,
        };
        return builder.BuildAsync(Spec, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _folder.Dispose();
    }

    public static PaxTarEntry Folder(string name) => new(TarEntryType.Directory, name);
}
