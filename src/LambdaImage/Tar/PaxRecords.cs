using System.Globalization;
using System.Text;
using LambdaImage.Layers;

namespace LambdaImage.Tar;

/// <summary>What a ustar header has no room for: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_03.</summary>
internal static class PaxRecords
{
    /// <summary>The records of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>The records; empty if the header says it all.</returns>
    public static byte[] Of(LayerEntry entry)
    {
        var directory = entry.Kind == EntryKind.Directory;
        var longName = !TarHeader.Fits(entry.Path, directory ? TarHeader.NameLength - 1 : TarHeader.NameLength);
        var longTarget = entry.LinkTarget is not null && !TarHeader.Fits(entry.LinkTarget, TarHeader.NameLength);
        var largeSize = entry.Size > TarHeader.LargestSize;
        return longName || longTarget || largeSize
            ?
            [
                .. longName ? Record("path", directory ? entry.Path + "/" : entry.Path) : [],
                .. longTarget ? Record("linkpath", entry.LinkTarget!) : [],
                .. largeSize ? Record("size", entry.Size.ToString(CultureInfo.InvariantCulture)) : [],
            ]
            : [];
    }

    // "<length> <key>=<value>\n", in which the length counts its own digits.
    private static byte[] Record(string key, string value)
    {
        var rest = $" {key}={value}\n";
        var restLength = Encoding.UTF8.GetByteCount(rest);
        var length = restLength;
        while (restLength + length.ToString(CultureInfo.InvariantCulture).Length != length)
        {
            length = restLength + length.ToString(CultureInfo.InvariantCulture).Length;
        }

        return Encoding.UTF8.GetBytes(length.ToString(CultureInfo.InvariantCulture) + rest);
    }
}
