namespace LambdaImage.Caching.Hosts;

/// <summary>How a system writes paths. The framework knows only how the system that it runs on does.</summary>
internal sealed class HostPaths
{
    /// <summary>As on Linux and macOS: <c>/folder/name</c>.</summary>
    public static readonly HostPaths Unix = new(isWindows: false);

    /// <summary>As on Windows: <c>C:\folder\name</c>, upper and lower case being the same.</summary>
    public static readonly HostPaths Windows = new(isWindows: true);

    private readonly bool _isWindows;
    private readonly char _separator;

    private HostPaths(bool isWindows)
    {
        _isWindows = isWindows;
        _separator = isWindows ? '\\' : '/';
    }

    /// <summary>Whether upper and lower case are the same.</summary>
    public StringComparison Comparison => _isWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Puts a name below a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name.</param>
    /// <returns>The path.</returns>
    public string Join(string folder, string name) => folder.EndsWith(_separator) ? folder + name : $"{folder}{_separator}{name}";

    /// <summary>The folder that a path is in; a root is in itself.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>The folder's path.</returns>
    public string Parent(string path)
    {
        var root = RootLength(path);
        return path[..Math.Max(root, path.LastIndexOf(_separator))];
    }

    /// <summary>Where a link's target is.</summary>
    /// <param name="folder">The absolute path of the folder that the link is in.</param>
    /// <param name="target">What the link holds.</param>
    /// <returns>The absolute path.</returns>
    public string Resolve(string folder, string target)
    {
        var (root, parts) = Split(target);

        // Without a drive, it is the link's.
        return root.Length == 0 ? Join(folder, target)
            : _isWindows && root.Length == 1 ? folder[..RootLength(folder)] + string.Join(_separator, parts)
            : target;
    }

    /// <summary>Takes a path apart.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Its root, such as <c>/</c> or <c>C:\</c>, empty for a relative path; and the names after it.</returns>
    public (string Root, string[] Parts) Split(string path)
    {
        path = _isWindows ? path.Replace('/', '\\') : path;
        var root = RootLength(path);
        return (path[..root], path[root..].Split(_separator, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Writes a path with <c>/</c>, as in an image.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The path with <c>/</c>.</returns>
    public string ToImage(string path) => _isWindows ? path.Replace('\\', '/') : path;

    /// <summary>Writes a relative path of an image as this host does.</summary>
    /// <param name="path">The path with <c>/</c>.</param>
    /// <returns>The path.</returns>
    public string FromImage(string path) => path.Replace('/', _separator);

    /// <summary>Whether a path starts at a root.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it does.</returns>
    public bool IsAbsolute(string path) => RootLength(_isWindows ? path.Replace('/', '\\') : path) > 0;

    /// <summary>The names that lead from a folder to what lies below it.</summary>
    /// <param name="folder">The folder, without links.</param>
    /// <param name="path">An absolute path, without links.</param>
    /// <returns>The names, none for the folder itself; <see langword="null"/> if the path lies elsewhere.</returns>
    public string[]? Below(string folder, string path)
    {
        var (root, parts) = Split(folder);
        var (otherRoot, otherParts) = Split(path);
        return root.Equals(otherRoot, Comparison) &&
            otherParts.Length >= parts.Length &&
            parts.Zip(otherParts).All(pair => pair.First.Equals(pair.Second, Comparison))
            ? otherParts[parts.Length..]
            : null;
    }

    // Device paths (\\?\C:\) are as long as they are; a share's root is \\server\share\.
    private int RootLength(string path)
    {
        if (!_isWindows)
        {
            return path.StartsWith('/') ? 1 : 0;
        }

        var start = path.StartsWith(@"\\?\", StringComparison.Ordinal) ? 4 : 0;
        if (path.Length > start + 1 && path[start + 1] == ':' && char.IsAsciiLetter(path[start]))
        {
            return path.Length > start + 2 && path[start + 2] == '\\' ? start + 3 : start + 2;
        }

        if (!path.StartsWith(@"\\", StringComparison.Ordinal))
        {
            return path.StartsWith('\\') ? 1 : 0;
        }

        var share = path.IndexOf('\\', Math.Max(2, start));
        var end = share < 0 ? -1 : path.IndexOf('\\', share + 1);
        return end < 0 ? path.Length : end + 1;
    }
}
