using System.IO.Compression;

namespace LambdaImage.Soak;

/// <summary>A layer on disk, and the truth about it.</summary>
internal sealed class Layer
{
    private static readonly DateTime ZipTime = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string _home;
    private readonly List<(string Folder, Tree Tree)> _stores = [];
    private readonly Dictionary<string, byte[]> _contents = [];
    private int _current;
    private int _renames;

    public Layer(string home, int number, bool isZip, bool isLinked)
    {
        _home = home;
        Number = number;
        IsZip = isZip;
        IsLinked = isLinked;
        foreach (var store in isLinked ? new[] { "a", "b" } : ["a"])
        {
            _stores.Add((Directory.CreateDirectory(Path.Combine(home, $"store{number}{store}")).FullName, []));
        }

        if (isLinked)
        {
            File.CreateSymbolicLink(Source, _stores[0].Folder);
        }
    }

    public int Number { get; }

    public bool IsZip { get; }

    public bool IsLinked { get; }

    /// <summary>What the project names.</summary>
    public string Source => IsZip ? Path.Combine(_home, $"layer{Number}.zip") : IsLinked ? Path.Combine(_home, $"link{Number}") : Folder;

    public Tree Tree => _stores[_current].Tree;

    private string Folder => _stores[_current].Folder;

    /// <summary>Whether it holds anything, without which it is no layer.</summary>
    public bool IsEmpty => Tree.Count == 0;

    public string At(string path) => Path.Combine(Folder, path);

    public byte[] Content(string path) => _contents[Tree[path].Value];

    public DateTime TimeOf(string path) => File.GetLastWriteTimeUtc(At(path));

    /// <summary>Writes a file as a new one, the folders on the way included.</summary>
    public void Write(string path, byte[] content, int mode)
    {
        MakeWay(path);
        if (Tree.TryGetValue(path, out var old))
        {
            Delete(path, old);
        }

        File.WriteAllBytes(At(path), content);
        Note(path, content, mode);
        File.SetUnixFileMode(At(path), (UnixFileMode)mode);
    }

    /// <summary>Notes what a file holds now.</summary>
    public void Note(string path, byte[] content, int mode)
    {
        Tree[path] = Node.File(mode, content);
        _contents[Tree[path].Value] = content;
    }

    public void MakeFolder(string path, int mode)
    {
        MakeWay(path);
        if (Tree.TryGetValue(path, out var old) && old.Type != 'd')
        {
            Delete(path, old);
        }

        Directory.CreateDirectory(At(path));
        SetMode(path, Node.Folder(mode));
    }

    public void Link(string path, string target)
    {
        MakeWay(path);
        if (Tree.TryGetValue(path, out var old))
        {
            Delete(path, old);
        }

        File.CreateSymbolicLink(At(path), target);
        Tree[path] = Node.Link(target);
    }

    public void SetMode(string path, Node node)
    {
        File.SetUnixFileMode(At(path), (UnixFileMode)node.Mode);
        Tree[path] = node;
    }

    public void Delete(string path, Node node)
    {
        if (node.Type == 'd')
        {
            Directory.Delete(At(path), recursive: true);
        }
        else
        {
            File.Delete(At(path));
        }

        Tree.RemoveAll(path);
    }

    public void Move(string from, string to)
    {
        var node = Tree[from];
        MakeWay(to);
        if (Tree.ContainsKey(to) || !Tree.ContainsKey(from))
        {
            return;
        }

        File.Move(At(from), At(to));
        Tree.Remove(from);
        Tree[to] = node;
    }

    /// <summary>Points the link that the project names at the other folder.</summary>
    public void Repoint()
    {
        if (IsLinked)
        {
            _current = 1 - _current;
            File.Delete(Source);
            File.CreateSymbolicLink(Source, Folder);
        }
    }

    /// <summary>Gives the folder another name.</summary>
    public void RenameFolder()
    {
        if (!IsLinked && !IsZip)
        {
            var folder = Path.Combine(_home, $"renamed{Number}-{++_renames}");
            Directory.Move(Folder, folder);
            _stores[0] = (folder, Tree);
        }
    }

    /// <summary>Makes the zip of the folder, as deterministic tools do: nothing compressed, all times the same, the zip's own as well.</summary>
    public void Zip()
    {
        if (!IsZip)
        {
            return;
        }

        var temporary = Source + ".new";
        File.Delete(temporary);
        using (var zip = ZipFile.Open(temporary, ZipArchiveMode.Create))
        {
            foreach (var (path, node) in Tree)
            {
                var entry = zip.CreateEntry(node.Type == 'd' ? path + "/" : path, CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(ZipTime);
                entry.ExternalAttributes = (node.Type switch { 'd' => 0x4000, 'l' => 0xA000, _ => 0x8000 } | (node.Type == 'l' ? 0x1FF : node.Mode)) << 16;
                if (node.Type != 'd')
                {
                    using var stream = entry.Open();
                    stream.Write(node.Type == 'l' ? System.Text.Encoding.UTF8.GetBytes(node.Value) : _contents[node.Value]);
                }
            }
        }

        File.SetLastWriteTimeUtc(temporary, ZipTime);
        File.Move(temporary, Source, overwrite: true);
    }

    // A file or link in the way gives way.
    private void MakeWay(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            var parent = path[..slash];
            if (!Tree.TryGetValue(parent, out var node) || node.Type != 'd')
            {
                if (node is not null)
                {
                    Delete(parent, node);
                }

                Directory.CreateDirectory(At(parent));
                SetMode(parent, Node.Folder(Convert.ToInt32("755", 8)));
            }
        }
    }
}
