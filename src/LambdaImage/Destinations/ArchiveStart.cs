using LambdaImage.Layers;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>
/// The first entry of every archive that is loaded, in whatever form the rest of it is: the file by which an OCI image layout is known
/// (https://github.com/opencontainers/image-spec/blob/main/image-layout.md#oci-layout-file), and which Docker's own archives hold besides
/// what they are. It depends on nothing that is yet to be found out, so it can be sent at once.
/// </summary>
internal static class ArchiveStart
{
    /// <summary>The file's content.</summary>
    public static ReadOnlySpan<byte> Layout => "{\"imageLayoutVersion\":\"1.0.0\"}"u8;

    /// <summary>Makes it.</summary>
    /// <param name="timestamp">The time of the archive's entries, in seconds since 1970.</param>
    /// <returns>Whole blocks of a tar.</returns>
    public static byte[] Compose(long timestamp)
    {
        var blocks = new byte[2 * TarWriter.BlockSize];
        TarHeader.Write(blocks.AsSpan(0, TarWriter.BlockSize), "oci-layout", TarHeader.FileType, EntryMode.Plain, Layout.Length, timestamp, linkTarget: null);
        Layout.CopyTo(blocks.AsSpan(TarWriter.BlockSize));
        return blocks;
    }
}
