using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Caching.Hosts;

/// <summary>
/// Linux, by statx(2): one call tells all, and its structure is the same on every processor
/// (https://man7.org/linux/man-pages/man2/statx.2.html). What the framework reads lacks change times and numbers of files.
/// </summary>
internal sealed partial class LinuxFiles : UnixFiles
{
    private const int StructureSize = 256;
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7FF;
    private const string AnOpenFile = "an open file";

    private const int OwnerOffset = 20;
    private const int GroupOffset = 24;
    private const int ModeOffset = 28;
    private const int IdOffset = 32;
    private const int SizeOffset = 40;
    private const int ChangedOffset = 96;
    private const int ModifiedOffset = 112;
    private const int DeviceOffset = 136;

    // O_NONBLOCK and O_CLOEXEC as on all processors that .NET runs on.
    private const int NonBlocking = 0x800;
    private const int CloseOnExecute = 0x80000;

    /// <summary>Whether the C library and the kernel have the call, and a sandbox allows it.</summary>
    public static bool IsSupported
    {
        get
        {
            try
            {
                Span<byte> status = stackalloc byte[StructureSize];
                return Statx(CurrentFolder, "/", NoFollow, BasicStatus, ref status[0]) == 0;
            }
            catch (EntryPointNotFoundException)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    protected override int OpenFlags => NonBlocking | CloseOnExecute;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override FileStatus? Find(string path)
    {
        if (!CanExist(path))
        {
            return null;
        }

        Disk.Before(DiskOperation.Stat, path);
        Span<byte> status = stackalloc byte[StructureSize];
        return Statx(CurrentFolder, path, NoFollow, BasicStatus, ref status[0]) == 0 ? Read(status)
            : IsMissing() ? null
            : throw Failure(path);
    }

    /// <inheritdoc/>
    public override FileStatus Of(SafeFileHandle file)
    {
        Disk.Before(DiskOperation.Stat, AnOpenFile);
        Span<byte> status = stackalloc byte[StructureSize];
        return Statx(file, string.Empty, EmptyPath, BasicStatus, ref status[0]) == 0 ? Read(status) : throw Failure(AnOpenFile);
    }

    // Numbers are in the processor's own byte order.
    private static FileStatus Read(ReadOnlySpan<byte> status)
    {
        var mode = MemoryMarshal.Read<ushort>(status[ModeOffset..]);
        return new()
        {
            Kind = KindOf(mode),
            Mode = ModeOf(mode),
            Owner = MemoryMarshal.Read<uint>(status[OwnerOffset..]),
            Group = MemoryMarshal.Read<uint>(status[GroupOffset..]),
            Size = MemoryMarshal.Read<long>(status[SizeOffset..]),
            Modified = TimeAt(status[ModifiedOffset..]),
            Changed = TimeAt(status[ChangedOffset..]),
            Device = MemoryMarshal.Read<ulong>(status[DeviceOffset..]),
            Id = MemoryMarshal.Read<ulong>(status[IdOffset..]),
        };
    }

    private static long TimeAt(ReadOnlySpan<byte> time) => Time(MemoryMarshal.Read<long>(time), MemoryMarshal.Read<uint>(time[sizeof(long)..]));

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, ref byte status);
}
