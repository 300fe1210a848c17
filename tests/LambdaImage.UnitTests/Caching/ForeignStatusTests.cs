using System.Buffers.Binary;
using System.Text;
using LambdaImage.Caching.Hosts;

namespace LambdaImage.UnitTests.Caching;

/// <summary>What macOS and Windows tell of files, by the layout that their documentation gives.</summary>
[TestClass]
public sealed class ForeignStatusTests
{
    private const long Ticks1601To1970 = 116_444_736_000_000_000;

    [TestMethod]
    public void Mac_structure_is_read_by_its_layout()
    {
        var bytes = new byte[144];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 7);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), 0x81A4);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), 42);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), 501);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), 20);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(48), 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(56), 2);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(64), 3);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(72), 4);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(96), 5);

        var status = MacFiles.Read(bytes);

        var expected = new FileStatus
        {
            Kind = FileKind.File,
            Mode = (UnixFileMode)0b110_100_100,
            Owner = 501,
            Group = 20,
            Size = 5,
            Modified = 1_000_000_002,
            Changed = 3_000_000_004,
            Device = 7,
            Id = 42,
        };
        Assert.AreEqual(expected, status);
    }

    [TestMethod]
    public void Windows_listing_is_read_by_its_layout()
    {
        byte[] listing =
        [
            .. Entry(".", FileAttributes.Directory),
            .. Entry("..", FileAttributes.Directory),
            .. Entry("größe.txt", FileAttributes.Archive, size: 5, id: 42),
            .. Entry("folder", FileAttributes.Directory),
            .. Entry("junction", FileAttributes.Directory | FileAttributes.ReparsePoint, tag: 0xA0000003),
            .. Entry("link", FileAttributes.ReparsePoint, tag: 0xA000000C),
            .. Entry("online only", FileAttributes.ReparsePoint, size: 6, tag: 0x9000001A, isLast: true),
        ];

        var found = WindowsListing.Read(listing);

        Assert.AreEqual(
            "größe.txt File 5, folder Directory 0, junction Link 0, link Link 0, online only File 6",
            string.Join(", ", found.Select(item => $"{item.Name} {item.Status.Kind} {item.Status.Size}")));
        Assert.AreEqual((1_000_000_000L, 2_000_000_100L, 42UL), (found[0].Status.Modified, found[0].Status.Changed, found[0].Status.Id));
    }

    [TestMethod]
    [DataRow(@"C:\a\b", @"C:\a")]
    [DataRow(@"C:\a", @"C:\")]
    [DataRow(@"C:\", @"C:\")]
    [DataRow(@"\\server\share\a", @"\\server\share\")]
    [DataRow(@"\\?\C:\a", @"\\?\C:\")]
    public void Parent_of_a_path_of_Windows_stops_at_its_root(string path, string parent)
    {
        Assert.AreEqual(parent, HostPaths.Windows.Parent(path));
    }

    // FILE_ID_EXTD_DIR_INFO, padded to eight bytes.
    private static byte[] Entry(string name, FileAttributes attributes, long size = 0, uint tag = 0, long id = 1, bool isLast = false)
    {
        var text = Encoding.Unicode.GetBytes(name);
        var bytes = new byte[(88 + text.Length + 7) / 8 * 8];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, isLast ? 0 : bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Ticks1601To1970 + 10_000_000);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), Ticks1601To1970 + 20_000_001);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), size);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(56), (int)attributes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(60), text.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(68), tag);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(72), id);
        text.CopyTo(bytes, 88);
        return bytes;
    }
}
