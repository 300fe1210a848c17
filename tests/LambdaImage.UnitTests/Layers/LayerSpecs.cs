using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.UnitTests.Layers;

/// <summary>Layers for tests to read.</summary>
internal static class LayerSpecs
{
    public static LayerSpec Layer(string source) => new()
    {
        Kind = LayerKind.Layer,
        Name = "common",
        Source = Directory.Exists(source) ? new FolderSource(source) : new ZipSource(source),
        Origin = new("LambdaLayer", "layers/common", "/src/Hello.csproj"),
    };

    /// <summary>Reads a layer.</summary>
    public static LayerContents Read(LayerSpec spec) => LayerReader.Read(spec, CancellationToken.None);

    /// <inheritdoc cref="Read(LayerSpec)"/>
    public static LayerContents Read(string source) => Read(Layer(source));

    /// <summary>The entries, one a line: kind, mode, name, and a link's target.</summary>
    public static string Describe(LayerContents layer) => string.Join('\n', layer.Entries.Select(Describe));

    public static LayerEntry Entry(this LayerContents layer, string path) => layer.Entries.Single(entry => entry.Path == path);

    private static string Describe(LayerEntry entry) => entry.Kind switch
    {
        EntryKind.Directory => $"d {Octal(entry)} {entry.Path}",
        EntryKind.SymbolicLink => $"l {entry.Path} -> {entry.LinkTarget}",
        _ => $"f {Octal(entry)} {entry.Path}",
    };

    private static string Octal(LayerEntry entry) => Convert.ToString(entry.Mode, 8).PadLeft(3, '0');
}
