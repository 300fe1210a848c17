using System.Collections.Concurrent;
using LambdaImage.Build;
using LambdaImage.Engine;
using LambdaImage.References;
using LambdaImage.Spec;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Build;

/// <summary>A project with one small layer, a folder for its work, and an engine that has its base image.</summary>
internal sealed class BuildScene : IAsyncDisposable
{
    public const string Base = "127.0.0.1:5000/lambda/provided:al2023-x86_64";
    public const string Name = "hello:latest";

    private readonly TemporaryFolder _folder = new();

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
            Layers = [new() { Kind = LayerKind.Layer, Name = "layer", Source = LayerFolder, Origin = new("LambdaLayer", "layer") }],
        };
    }

    public static ScriptedImage BaseImage { get; } = new("sha256:base") { Tags = [Base] };

    public ScriptedEngine Engine { get; }

    public ImageSpec Spec { get; set; }

    public string WorkFolder { get; }

    public string LayerFolder => _folder.At("layer");

    public ConcurrentQueue<BuildMessage> Messages { get; } = [];

    /// <summary>Is told each message when it is reported.</summary>
    public Action<BuildMessage> OnMessage { get; set; } = _ => { };

    /// <summary>The files under the work folder, but the remembered digests.</summary>
    public IReadOnlyList<string> LeftBehind => Directory.Exists(WorkFolder)
        ? [.. Directory.EnumerateFiles(WorkFolder).Select(file => Path.GetFileName(file)).Where(name => name != "digests.txt")]
        : [];

    public static BuildScene WithBase(bool atSocket = false)
    {
        var scene = new BuildScene(atSocket);
        scene.Engine.Images.Add(BaseImage);
        return scene;
    }

    public string WriteLayer(string name, string content) => _folder.Write("layer/" + name, content);

    /// <summary>Adds a file of zeros that is larger than what all buffers on the way hold.</summary>
    public void WriteLargeFile(string name)
    {
        using var file = File.Create(Path.Combine(LayerFolder, name));
        file.SetLength(64 * 1024 * 1024);
    }

    public Task<ImageResult> BuildAsync(CancellationToken cancellationToken) => BuildAsync(Engine.Address, cancellationToken);

    public Task<ImageResult> BuildAsync(string engine, CancellationToken cancellationToken)
    {
        var progress = new SynchronousProgress<BuildMessage>(message =>
        {
            Messages.Enqueue(message);
            OnMessage(message);
        });
        var builder = new ImageBuilder(token => EngineConnector.ConnectAsync(new() { Host = engine }, token), WorkFolder, _folder.At("cache"), progress);
        return builder.BuildAsync(Spec, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }
}
