namespace LambdaImage.Soak;

/// <summary>Edits of files, as people and tools make them.</summary>
/// <param name="home">A folder for files that are moved into a layer.</param>
internal sealed class Edits(string home)
{
    private static readonly string[] Files =
    [
        "a", "b", "A", "with space", "\u00fcber.txt", "dir/x", "dir/y", "dir/sub/z", "deep/1/2/3/4", "bin/tool", ".hidden", "a:b",
        new('n', 99), new('n', 100), new('n', 101), "dir/" + new string('m', 200), "dir/" + new string('\u00e4', 90),
    ];

    private static readonly string[] Folders = ["dir", "dir/sub", "empty", "deep", "bin", "bin/more"];

    private static readonly (string Name, string[] Targets)[] Links =
    [
        ("link1", ["a", "dir", "dir/x", "missing", "/opt/a", "./b"]),
        ("dir/link2", ["x", "../a", "../dir/y", "/opt/dir", "sub"]),
        ("bin/link3", ["tool", "../missing", "../" + new string('n', 101)]),
    ];

    private static readonly int[] FileModes = [.. new[] { "644", "755", "600", "700", "640", "444", "777" }.Select(mode => Convert.ToInt32(mode, 8))];
    private static readonly int[] FolderModes = [.. new[] { "755", "700", "750", "777" }.Select(mode => Convert.ToInt32(mode, 8))];

    // Around the edges of tar blocks, of what is held back, of small files, of pieces, segments, batches and the pipe.
    private static readonly int[] Edges = [0, 512, 1024, 4096, 64 * 1024, 128 * 1024, 256 * 1024, 512 * 1024, 1024 * 1024];

    private int _contents;

    /// <summary>Makes an edit; one for which the layer has nothing does nothing.</summary>
    public void Apply(Layer layer, Edit edit, int choice, int value)
    {
        var files = layer.Tree.Paths('f');
        var file = files.Count == 0 ? null : files[choice % files.Count];
        switch (edit)
        {
            case Edit.AddFile:
                layer.Write(Files[choice % Files.Length], Content(Size(value)), FileModes[value % FileModes.Length]);
                break;
            case Edit.AddFolder:
                layer.MakeFolder(Folders[choice % Folders.Length], FolderModes[value % FolderModes.Length]);
                break;
            case Edit.AddLink:
            case Edit.RepointLink:
                var link = Links[choice % Links.Length];
                layer.Link(link.Name, link.Targets[value % link.Targets.Length]);
                break;
            case Edit.ChangeMode when file is not null:
                layer.SetMode(file, layer.Tree[file] with { Mode = FileModes[value % FileModes.Length] });
                break;
            case Edit.ChangeFolderMode when layer.Tree.Paths('d') is { Count: > 0 } folders:
                layer.SetMode(folders[choice % folders.Count], Node.Folder(FolderModes[value % FolderModes.Length]));
                break;
            case Edit.Rename when file is not null and not "keep":
                layer.Move(file, Files[value % Files.Length]);
                break;
            case Edit.Delete when layer.Tree.Keys.Where(path => path != "keep").ToList() is { Count: > 0 } paths:
                var path = paths[choice % paths.Count];
                layer.Delete(path, layer.Tree[path]);
                break;
            case Edit.RepointRoot:
                layer.Repoint();
                break;
            case Edit.RenameRoot:
                layer.RenameFolder();
                break;
            default:
                if (file is not null)
                {
                    Replace(layer, file, edit);
                }

                break;
        }
    }

    // Other content of the same size.
    private void Replace(Layer layer, string file, Edit edit)
    {
        var (path, mode, time) = (layer.At(file), layer.Tree[file].Mode, layer.TimeOf(file));
        var content = Content(layer.Content(file).Length);
        switch (edit)
        {
            case Edit.ChangeInPlace:
                Overwrite(path, content);
                break;
            case Edit.ChangeInPlaceWithTimeRestored:
                Overwrite(path, content);
                File.SetLastWriteTimeUtc(path, time);
                break;
            case Edit.ReplaceByMove:
                var other = Path.Combine(home, "moved");
                File.WriteAllBytes(other, content);
                File.SetUnixFileMode(other, (UnixFileMode)mode);
                File.SetLastWriteTimeUtc(other, time);
                File.Move(other, path, overwrite: true);
                break;
            case Edit.ReplaceByCopyWithTime:
                Overwrite(path, content);
                File.SetLastWriteTimeUtc(path, new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
                break;
            case Edit.ReplaceByUnzip:
                Recreate(path, content, mode);
                File.SetLastWriteTimeUtc(path, new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                break;
            case Edit.ReplaceByCheckout:
                Recreate(path, content, mode);
                break;
            default:
                return;
        }

        layer.Note(file, content, mode);
    }

    private static void Overwrite(string path, byte[] content)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
        stream.Write(content);
    }

    private static void Recreate(string path, byte[] content, int mode)
    {
        File.Delete(path);
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, (UnixFileMode)mode);
    }

    // Most files are small.
    private static int Size(int value)
    {
        var edge = Edges[value % (value % 5 == 0 ? Edges.Length : 4)];
        return Math.Max(0, edge + (value / 7 % 3) - 1);
    }

    private byte[] Content(int size)
    {
        var content = new byte[size];
#pragma warning disable CA5394 // Random is not for secrets. These are none.
        new Random(++_contents).NextBytes(content);
#pragma warning restore CA5394
        return content;
    }
}
