using System.Collections.Concurrent;
using LambdaImage.Caching;
using LambdaImage.Destinations;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Pipeline;
using LambdaImage.Sources;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>A project with one small layer, a folder for its work, and an engine that has its base image.</summary>
internal sealed class BuildScene : IAsyncDisposable
{
    public const string Base = "127.0.0.1:5000/lambda/provided:al2023-x86_64";
    public const string Name = "hello:latest";

    /// <summary>The length of what a request to load sends ahead.</summary>
    public static readonly int StartLength = ArchiveStart.Compose(0).Length;

    private readonly TemporaryFolder _folder = new();
    private TimeProvider _clock = TimeProvider.System;

    public BuildScene(bool atSocket = false)
    {
        Engine = new(atSocket ? _folder.At("engine.sock") : null);
        WorkFolder = _folder.At("obj");
        WriteLayer("file", "hello");
        Spec = new()
        {
            Project = "Hello",
            Names = [ImageReference.Parse(Name)],
            BaseImage = ImageReference.Parse(Base),
            Architecture = LambdaArchitecture.X64,
            Layers = [new() { Kind = LayerKind.Layer, Name = "layer", Source = new FolderSource(LayerFolder), Origin = new("LambdaLayer", "layer") }],
        };
    }

    public static ScriptedImage BaseImage { get; } = new("sha256:base") { Tags = [Base] };

    public ScriptedEngine Engine { get; }

    public ImageSpec Spec { get; set; }

    public string WorkFolder { get; }

    public string CacheFolder => _folder.At("cache");

    public string LayerFolder => _folder.At("layer");

    public string FunctionFolder => _folder.At("function");

    public ConcurrentQueue<BuildMessage> Messages { get; } = [];

    /// <summary>The clock by which the engine and others are waited for.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>For how many seconds the engine may be silent.</summary>
    public string EngineTimeout { get; set; } = string.Empty;

    /// <summary>Is told each message when it is reported.</summary>
    public Action<BuildMessage> OnMessage { get; set; } = _ => { };

    /// <summary>The files under the work folder, but the remembered digests.</summary>
    public IReadOnlyList<string> LeftBehind => Directory.Exists(WorkFolder)
        ? [.. Directory.EnumerateFiles(WorkFolder).Select(file => Path.GetFileName(file)).Where(name => name != "digests.txt")]
        : [];

    /// <summary>What is left of files that were being written.</summary>
    public IEnumerable<string> TemporaryFiles => Directory.EnumerateFiles(_folder.Path, "*" + AtomicFile.TemporaryExtension, SearchOption.AllDirectories);

    public static BuildScene WithBase(bool atSocket = false)
    {
        var scene = new BuildScene(atSocket);
        scene.Engine.Images.Add(BaseImage);

        // An earlier build looked into the base, so that this one makes no container for it.
        new BaseFolders(scene.CacheFolder, new SynchronousProgress<BuildMessage>(_ => { }))
            .Add(BaseImage.Id, LambdaArchitecture.X64, BaseFolders.Folders.ToDictionary(folder => folder));
        return scene;
    }

    /// <summary>A scene whose engine can load images, with a function over the layer; the files of both are old enough to be remembered.</summary>
    public static BuildScene WithStore(ScriptedStore store, bool atSocket = false)
    {
        var scene = WithBase(atSocket);
        scene.Engine.Images.Store = store;
        scene.WriteFunction("bootstrap", "program");
        scene.Spec = scene.Spec with { Layers = [.. scene.Spec.Layers, new() { Kind = LayerKind.Function, Name = "Hello", Source = new FolderSource(scene.FunctionFolder) }] };
        scene.Settle();
        return scene;
    }

    /// <summary>The requests to load with more than the start of an archive, which goes ahead of knowing whether one follows.</summary>
    public IReadOnlyList<RecordedRequest> Loads =>
        [.. Engine.RequestsOf("POST", "/images/load").Where(load => load.BodyLength > StartLength)];

    /// <summary>The files that a request to load sent.</summary>
    public static IEnumerable<string> LayersIn(RecordedRequest load) => load.ReadTar()
        .Where(file => file.Key.EndsWith(".tar", StringComparison.Ordinal) || (file.Key.StartsWith("blobs/", StringComparison.Ordinal) && file.Value[0] != (byte)'{'))
        .SelectMany(file => RecordedRequest.ReadTar(file.Value).Keys)
        .Where(name => !name.EndsWith('/'));

    public string WriteFunction(string name, string content) => _folder.Write("function/" + name, content);

    /// <summary>Writes a file beside layer and function.</summary>
    public string Write(string path, byte[] content) => _folder.Write(path, content);

    /// <summary>Makes all files old: only of those is it sure that a change would change their times. Their change times can't be set, so the clock is.</summary>
    public void Settle()
    {
        _clock = LaterClock.Instance;
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(40));
        }
    }

    public string WriteLayer(string name, string content) => _folder.Write("layer/" + name, content);

    /// <summary>Adds a file of zeros that is larger than what all buffers on the way hold.</summary>
    public void WriteLargeFile(string name)
    {
        using var file = File.Create(Path.Combine(LayerFolder, name));
        file.SetLength(64 * 1024 * 1024);
    }

    public Task<ImageResult> BuildAsync(CancellationToken cancellationToken) => BuildAsync(Engine.Address, cancellationToken);

    public Task<ImageResult> BuildAsync(string engine, CancellationToken cancellationToken) => BuildAsync(engine, Spec, WorkFolder, cancellationToken);

    /// <summary>Builds another project of the same user.</summary>
    public Task<ImageResult> BuildOtherAsync(ImageSpec spec, CancellationToken cancellationToken) =>
        BuildAsync(Engine.Address, spec, _folder.At("other"), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }

    private Task<ImageResult> BuildAsync(string engine, ImageSpec spec, string workFolder, CancellationToken cancellationToken)
    {
        var progress = new SynchronousProgress<BuildMessage>(message =>
        {
            Messages.Enqueue(message);
            OnMessage(message);
        });
        var waits = new Waits(new SynchronousProgress<string>(line => ((IProgress<BuildMessage>)progress).Report(new(LambdaImage.Diagnostics.MessageLevel.Normal, line))), Clock);
        var properties = new ProjectProperties(new Dictionary<string, string> { ["LambdaImageEngineTimeout"] = EngineTimeout });
        var builder = new ImageBuilder(
            token => EngineConnector.ConnectAsync(new() { Host = engine, EngineTimeout = properties.Limit("LambdaImageEngineTimeout") }, waits, token),
            workFolder,
            CacheFolder,
            progress,
            waits: waits)
        {
            Clock = _clock,
        };
        return builder.BuildAsync(spec, cancellationToken);
    }
}
