using LambdaImage.Caching.Hosts;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.UnitTests.Layers;

/// <summary>A disk of Windows in cache: folders, files without content, and links and junctions.</summary>
internal sealed class WindowsDisk : HostFiles
{
    private readonly Dictionary<string, (FileKind Kind, string? Target)> _all = new(StringComparer.OrdinalIgnoreCase);

    public override HostPaths Paths => HostPaths.Windows;

    public override bool HasModes => false;

    /// <summary>Adds an empty file, and the folders that it needs.</summary>
    public WindowsDisk File(string path) => Add(path, FileKind.File);

    /// <summary>Adds a link or junction, and the folders that it needs.</summary>
    public WindowsDisk Link(string path, string target) => Add(path, FileKind.Link, target);

    public override FileStatus? Find(string path) => _all.TryGetValue(path, out var item) ? new FileStatus { Kind = item.Kind } : null;

    public override string? ReadLink(string path) => _all.GetValueOrDefault(path).Target;

    public override IEnumerable<(string Name, FileStatus Status)> List(string folder) =>
        from path in _all.Keys
        where path != folder && Paths.Parent(path).Equals(folder, StringComparison.OrdinalIgnoreCase)
        select (path[(path.LastIndexOf('\\') + 1)..], Find(path)!.Value);

    public override FileStatus Of(SafeFileHandle file) => throw new NotSupportedException();

    public override SafeFileHandle Open(string path) => throw new NotSupportedException();

    private WindowsDisk Add(string path, FileKind kind, string? target = null)
    {
        for (var folder = Paths.Parent(path); _all.TryAdd(folder, (FileKind.Directory, null)); folder = Paths.Parent(folder))
        {
            // The folders above.
        }

        _all[path] = (kind, target);
        return this;
    }
}
