using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Caching.Hosts;

/// <summary>
/// macOS, by lstat(2) with 64-bit numbers of files. On processors of Intel the call has a name of its own, because older programs
/// expect a shorter structure (https://developer.apple.com/library/archive/documentation/System/Conceptual/ManPages_iPhoneOS/man2/stat.2.html).
/// </summary>
internal sealed partial class MacFiles : UnixFiles
{
    private const int StructureSize = 144;
    private const int DeviceOffset = 0;
    private const int ModeOffset = 4;
    private const int IdOffset = 8;
    private const int OwnerOffset = 16;
    private const int GroupOffset = 20;
    private const int ModifiedOffset = 48;
    private const int ChangedOffset = 64;
    private const int SizeOffset = 96;

    private const int NonBlocking = 0x4;
    private const int CloseOnExecute = 0x1000000;

    private static readonly bool IsIntel = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <inheritdoc/>
    protected override int OpenFlags => NonBlocking | CloseOnExecute;

    /// <summary>Reads the structure.</summary>
    /// <param name="status">Its bytes.</param>
    /// <returns>What it says.</returns>
    internal static FileStatus Read(ReadOnlySpan<byte> status)
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
            Device = MemoryMarshal.Read<uint>(status[DeviceOffset..]),
            Id = MemoryMarshal.Read<ulong>(status[IdOffset..]),
        };
    }

    /// <inheritdoc/>
    public override FileStatus? Find(string path)
    {
        if (!CanExist(path))
        {
            return null;
        }

        Span<byte> status = stackalloc byte[StructureSize];
        return (IsIntel ? StatIntel(path, ref status[0]) : Stat(path, ref status[0])) == 0 ? Read(status)
            : IsMissing() ? null
            : throw Failure(path);
    }

    /// <inheritdoc/>
    public override FileStatus Of(SafeFileHandle file)
    {
        Span<byte> status = stackalloc byte[StructureSize];
        return (IsIntel ? StatIntel(file, ref status[0]) : Stat(file, ref status[0])) == 0 ? Read(status) : throw Failure("an open file");
    }

    private static long TimeAt(ReadOnlySpan<byte> time) => Time(MemoryMarshal.Read<long>(time), MemoryMarshal.Read<long>(time[sizeof(long)..]));

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatIntel(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(SafeFileHandle file, ref byte status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatIntel(SafeFileHandle file, ref byte status);
}
