using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Caching.Hosts;

/// <summary>What layers and caches need to know of the host's file system. Tests put other hosts in its place.</summary>
internal abstract class HostFiles
{
    private const int MostLinks = 40;

    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>This host.</summary>
    public static HostFiles Current { get; } =
        OperatingSystem.IsLinux() && LinuxFiles.IsSupported ? new LinuxFiles()
        : OperatingSystem.IsMacOS() ? new MacFiles()
        : OperatingSystem.IsWindows() ? new WindowsFiles()
        : new PortableFiles();

    /// <summary>How paths are written here.</summary>
    public virtual HostPaths Paths { get; } = OperatingSystem.IsWindows() ? HostPaths.Windows : HostPaths.Unix;

    /// <summary>Whether files have permission bits.</summary>
    public virtual bool HasModes => !OperatingSystem.IsWindows();

    /// <summary>The number of the user that runs this process; <see langword="null"/> where files have no such owner.</summary>
    public virtual uint? User => null;

    /// <summary>What is known of a path. A link at its end isn't followed.</summary>
    /// <param name="path">The full path.</param>
    /// <returns>The status; <see langword="null"/> if nothing is there.</returns>
    /// <exception cref="IOException">The host doesn't say.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not know.</exception>
    public abstract FileStatus? Find(string path);

    /// <summary>What is known of an open file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The status.</returns>
    public abstract FileStatus Of(SafeFileHandle file);

    /// <summary>Opens a file for reading. Where the host allows it, this never waits, not even for the writer of a pipe.</summary>
    /// <param name="path">The full path.</param>
    /// <returns>The open file. Who opens it checks by <see cref="Of"/> that it is the right one.</returns>
    public abstract SafeFileHandle Open(string path);

    /// <summary>Where a link leads.</summary>
    /// <param name="path">The full path.</param>
    /// <returns>What the link holds; <see langword="null"/> if there is no link.</returns>
    public virtual string? ReadLink(string path) => CanExist(path) ? new FileInfo(path).LinkTarget : null;

    /// <summary>Lists a folder.</summary>
    /// <param name="folder">The full path.</param>
    /// <returns>The names, in no order, with what is known of each. A name that isn't UTF-8 holds U+FFFD.</returns>
    public virtual IEnumerable<(string Name, FileStatus Status)> List(string folder)
    {
        Disk.Before(DiskOperation.List, folder);

        // The framework's own objects would ask the system for each file once more.
        foreach (var name in new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.FileName.ToString(), All))
        {
            if (Find(Paths.Join(folder, name)) is { } status)
            {
                yield return (name, status);
            }
            else if (name.Contains('\uFFFD', StringComparison.Ordinal))
            {
                yield return (name, default);
            }

            // Otherwise it was removed since.
        }
    }

    /// <summary>Whether a file is the one that was planned, and nobody wrote to it.</summary>
    /// <param name="planned">What was known of it.</param>
    /// <param name="now">What is known of it now.</param>
    /// <returns>Whether it is.</returns>
    public virtual bool IsUnchanged(in FileStatus planned, in FileStatus now) => planned == now;

    /// <summary>Whether something can be at a path. A system would take one with a null character for what stands before it.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it is a path.</returns>
    protected static bool CanExist(string path) => path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal);

    /// <summary>A path with every link on its way followed. What doesn't exist is kept as it is.</summary>
    /// <param name="path">A full path.</param>
    /// <returns>The path without links.</returns>
    /// <exception cref="IOException">Its links lead to each other.</exception>
    public string RealPath(string path)
    {
        var (root, parts) = Paths.Split(path);
        return Follow(path, root, parts);
    }

    /// <summary>A path with every link on its way followed, but not the one at its end.</summary>
    /// <param name="path">A full path.</param>
    /// <returns>The path without links before its last name.</returns>
    /// <exception cref="IOException">Its links lead to each other.</exception>
    public string RealParent(string path)
    {
        var (root, parts) = Paths.Split(path);
        return parts is [.. var before, not ("." or "..")] ? Paths.Join(Follow(path, root, before), parts[^1]) : Follow(path, root, parts);
    }

    private string Follow(string path, string current, string[] parts)
    {
        var pending = new Stack<string>(parts.Reverse());
        var links = 0;
        while (pending.TryPop(out var part))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == "..")
            {
                current = Paths.Parent(current);
                continue;
            }

            var next = Paths.Join(current, part);
            if (ReadLink(next) is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"The links of '{path}' lead to each other.");
            }

            (current, var pieces) = Paths.Split(Paths.Resolve(current, target));
            foreach (var piece in pieces.Reverse())
            {
                pending.Push(piece);
            }
        }

        return current;
    }
}
