using System.Security.Cryptography;
using System.Text;

namespace LambdaImage.Soak;

/// <summary>The truth of a layer or of an image: what stands at which path. Folders are named, too.</summary>
internal sealed class Tree : SortedDictionary<string, Node>
{
    public Tree()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>The paths of a type, in order.</summary>
    public List<string> Paths(char type) => [.. this.Where(pair => pair.Value.Type == type).Select(pair => pair.Key)];

    /// <summary>Puts a layer on top, as engines do: a folder joins a folder, everything else replaces what was there.</summary>
    public void Apply(Tree layer)
    {
        foreach (var (path, node) in layer)
        {
            if (node.Type != 'd' || !TryGetValue(path, out var old) || old.Type != 'd')
            {
                RemoveAll(path);
            }

            this[path] = node.InImage();
        }
    }

    /// <summary>Takes a path out with all below it.</summary>
    public void RemoveAll(string path)
    {
        foreach (var gone in Keys.Where(key => key == path || key.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
        {
            Remove(gone);
        }
    }

    /// <summary>What tells the tree from others.</summary>
    public string Key()
    {
        var text = string.Concat(this.Select(pair => $"{pair.Key}\0{pair.Value.InImage()}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>How another tree differs, a line for each path; empty if it does not.</summary>
    public string DifferenceTo(Tree other) => string.Join('\n', Keys.Union(other.Keys).Order(StringComparer.Ordinal)
        .Select(path => (Path: path, Ours: this.GetValueOrDefault(path), Theirs: other.GetValueOrDefault(path)))
        .Where(row => row.Ours != row.Theirs)
        .Take(20)
        .Select(row => $"  {row.Path}: the model has {row.Ours?.ToString() ?? "nothing"}, the image has {row.Theirs?.ToString() ?? "nothing"}"));
}
