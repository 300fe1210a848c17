using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Caching.Hosts;

/// <summary>A host of which no more is known than the framework tells: there are no change times and no numbers of files.</summary>
internal class PortableFiles : HostFiles
{
    /// <inheritdoc/>
    public override FileStatus? Find(string path)
    {
        if (!CanExist(path))
        {
            return null;
        }

        Disk.Before(DiskOperation.Stat, path);
        var file = new FileInfo(path);
        if (!file.Exists && !Directory.Exists(path) && file.LinkTarget is null)
        {
            return null;
        }

        var isFolder = (file.Attributes & FileAttributes.Directory) != 0;
        return new()
        {
            Kind = file.LinkTarget is not null ? FileKind.Link
                : isFolder ? FileKind.Directory
                : (file.Attributes & FileAttributes.Device) != 0 ? FileKind.Other
                : FileKind.File,
            Mode = HasModes ? file.UnixFileMode : default,
            Size = isFolder || !file.Exists ? 0 : file.Length,
            Modified = Nanoseconds(file.LastWriteTimeUtc),
        };
    }

    /// <inheritdoc/>
    public override FileStatus Of(SafeFileHandle file) => new()
    {
        Kind = FileKind.File,
        Mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file),
        Size = RandomAccess.GetLength(file),
        Modified = Nanoseconds(File.GetLastWriteTimeUtc(file)),
    };

    /// <inheritdoc/>
    public override SafeFileHandle Open(string path) => Disk.OpenHandle(path);

    /// <summary>A time as <see cref="FileStatus"/> has it.</summary>
    /// <param name="time">The time.</param>
    /// <returns>Nanoseconds since 1970.</returns>
    protected static long Nanoseconds(DateTime time) =>
        (long)Int128.Clamp((Int128)(time - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick, long.MinValue, long.MaxValue);
}
