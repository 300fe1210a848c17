using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Images.Lint;
using LambdaImage.Lambda;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.UnitTests.Images.Lint;

/// <summary>Layers that are only said to be there, and what lint says of them.</summary>
internal static class LintScene
{
    public static (LayerSpec Spec, LayerEntry[] Entries) Layer(string name, params LayerEntry[] entries) => Of(LayerKind.Layer, name, entries);

    public static (LayerSpec Spec, LayerEntry[] Entries) Function(params LayerEntry[] entries) => Of(LayerKind.Function, "Hello", entries);

    public static LayerEntry File(string path, string content = "content", int mode = EntryMode.Executable, long size = 1) =>
        new(path, EntryKind.File, mode) { Size = size, Content = Content(Encoding.UTF8.GetBytes(content)) };

    public static IEntryContent Content(byte[] bytes) => new FixedContent(bytes);

    public static LayerEntry Folder(string path) => new(path, EntryKind.Directory, EntryMode.Plain);

    public static LayerEntry Link(string path, string target) => new(path, EntryKind.SymbolicLink, EntryMode.Executable) { LinkTarget = target };

    /// <summary>What is seen in a plan of layers.</summary>
    public static IReadOnlyList<BuildMessage> Check(params (LayerSpec Spec, LayerEntry[] Entries)[] layers)
    {
        using var plan = new ImagePlan(Plans.Spec, [.. layers.Select(layer => new LayerContents(layer.Spec, layer.Entries))], null);
        return [.. PlanLint.Check(plan, ReplacedEntry.Find(plan.Layers))];
    }

    /// <summary>What is seen in a file's first bytes.</summary>
    public static BuildMessage? Check((LayerSpec Spec, LayerEntry[] Entries) layer, string architecture, string path, byte[] head) =>
        Check(layer, Plans.Spec with { Architecture = LambdaArchitecture.Parse(architecture) }, path, head);

    /// <inheritdoc cref="Check(ValueTuple{LayerSpec, LayerEntry[]}, string, string, byte[])"/>
    public static BuildMessage? Check((LayerSpec Spec, LayerEntry[] Entries) layer, ImageSpec spec, string path, byte[] content, int mode = EntryMode.Executable)
    {
        using var contents = new LayerContents(layer.Spec, layer.Entries);
        var entry = File($"{layer.Spec.Destination[1..]}/{path}", mode: mode, size: content.Length) with { Content = Content(content) };
        BuildMessage[] seen = [.. new ContentLint(spec).Check(contents, entry, content)];
        return seen is [] ? null : seen.Single();
    }

    /// <summary>The warnings of a kind, of whatever else there is.</summary>
    public static IReadOnlyList<BuildMessage> Of(this IEnumerable<BuildMessage> warnings, DiagnosticDescriptor descriptor) =>
        [.. warnings.Where(warning => warning.Descriptor == descriptor)];

    private static (LayerSpec Spec, LayerEntry[] Entries) Of(LayerKind kind, string name, LayerEntry[] entries) => (
        new() { Kind = kind, Name = name, Source = new FolderSource("/layers/" + name), Origin = new("LambdaLayer", name) },
        [new(".", EntryKind.Directory, EntryMode.Executable), .. entries]);

    private sealed class FixedContent(byte[] content) : IEntryContent
    {
        public FileState? State => default;

        public bool CanReadAhead => false;

        public IContentReader Open() => new Reader(content);

        private sealed class Reader(byte[] bytes) : IContentReader
        {
            private int _offset;

            public int Read(Span<byte> buffer)
            {
                var read = Math.Min(buffer.Length, bytes.Length - _offset);
                bytes.AsSpan(_offset, read).CopyTo(buffer);
                _offset += read;
                return read;
            }

            public void End()
            {
            }

            public void Dispose()
            {
            }
        }
    }
}
