using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Caching.Hosts;

/// <summary>What Linux and macOS have in common: open(2) and errno(3).</summary>
internal abstract partial class UnixFiles : HostFiles
{
    private const int NoSuchFile = 2;
    private const int AccessDenied = 13;
    private const int NoDirectory = 20;
    private const int NotPermitted = 1;

    // The same on both: inode(7), and sys/stat.h of macOS.
    private const int TypeMask = 0xF000;
    private const int LinkType = 0xA000;
    private const int FileType = 0x8000;
    private const int DirectoryType = 0x4000;

    /// <inheritdoc/>
    public override uint? User { get; } = GetUser();

    /// <summary>O_RDONLY, O_NONBLOCK and O_CLOEXEC: a pipe is opened at once, with or without a writer.</summary>
    protected abstract int OpenFlags { get; }

    /// <inheritdoc/>
    public override SafeFileHandle Open(string path)
    {
        if (!CanExist(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        }

        Disk.Before(DiskOperation.Open, path);
        var descriptor = Open(path, OpenFlags);
        return descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw Failure(path);
    }

    /// <summary>What the bits of a file's type say.</summary>
    /// <param name="mode">The file's type and permissions.</param>
    /// <returns>The kind.</returns>
    protected static FileKind KindOf(int mode) => (mode & TypeMask) switch
    {
        LinkType => FileKind.Link,
        FileType => FileKind.File,
        DirectoryType => FileKind.Directory,
        _ => FileKind.Other,
    };

    /// <summary>What the bits of a file's permissions say.</summary>
    /// <param name="mode">The file's type and permissions.</param>
    /// <returns>The permissions.</returns>
    protected static UnixFileMode ModeOf(int mode) => (UnixFileMode)(mode & ~TypeMask);

    /// <summary>A time as <see cref="FileStatus"/> has it.</summary>
    /// <param name="seconds">Seconds since 1970.</param>
    /// <param name="nanoseconds">Nanoseconds of the second.</param>
    /// <returns>Nanoseconds since 1970.</returns>
    protected static long Time(long seconds, long nanoseconds)
    {
        const long Furthest = 9_000_000_000;
        return (Math.Clamp(seconds, -Furthest, Furthest) * 1_000_000_000) + nanoseconds;
    }

    /// <summary>Whether the last call failed because nothing is at the path.</summary>
    /// <returns>Whether it did.</returns>
    protected static bool IsMissing() => Marshal.GetLastPInvokeError() is NoSuchFile or NoDirectory;

    /// <summary>The failure of the last call.</summary>
    /// <param name="path">What it was about.</param>
    /// <returns>The failure.</returns>
    protected static Exception Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        var text = $"{Marshal.GetPInvokeErrorMessage(error)}: '{path}'.";
        return error switch
        {
            AccessDenied or NotPermitted => new UnauthorizedAccessException(text),
            NoSuchFile or NoDirectory => new FileNotFoundException(text, path),
            _ => new IOException(text, error),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetUser();
}
