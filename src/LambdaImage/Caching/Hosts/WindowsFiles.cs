using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Caching.Hosts;

/// <summary>
/// Windows: a folder's handle lists change times and numbers of all its files
/// (https://learn.microsoft.com/windows/win32/api/winbase/ns-winbase-file_id_extd_dir_info). File systems that have none, such as
/// FAT, are listed by the framework.
/// </summary>
internal sealed partial class WindowsFiles : PortableFiles
{
    private const int BufferSize = 64 * 1024;
    private const int FolderListing = 19;
    private const uint ListAccess = 1;
    private const uint ShareAll = 7;
    private const uint OpenExisting = 3;
    private const uint ForFolders = 0x02000000;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, FileStatus Status)> List(string folder) => ListByHandle(folder) ?? base.List(folder);

    /// <summary>A listing can lag behind the change time of a file that has several names, and an open file tells no number.</summary>
    /// <inheritdoc/>
    public override bool IsUnchanged(in FileStatus planned, in FileStatus now) =>
        planned.Kind == now.Kind && planned.Size == now.Size && planned.Modified == now.Modified;

    private static List<(string Name, FileStatus Status)>? ListByHandle(string folder)
    {
        using var handle = CreateFile(folder, ListAccess, ShareAll, 0, OpenExisting, ForFolders, 0);
        if (handle.IsInvalid)
        {
            return null;
        }

        var found = new List<(string Name, FileStatus Status)>();
        var buffer = new byte[BufferSize];
        while (GetInformation(handle, FolderListing, ref buffer[0], BufferSize))
        {
            found.AddRange(WindowsListing.Read(buffer));
        }

        const int NoMoreFiles = 18;
        return Marshal.GetLastPInvokeError() == NoMoreFiles ? found : null;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial SafeFileHandle CreateFile(string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandleEx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetInformation(SafeFileHandle file, int kind, ref byte buffer, uint size);
}
