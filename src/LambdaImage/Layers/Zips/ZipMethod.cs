namespace LambdaImage.Layers.Zips;

/// <summary>The compression methods of zips: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.4.5).</summary>
internal static class ZipMethod
{
    /// <summary>How messages call a method.</summary>
    /// <param name="method">The method's number.</param>
    /// <returns>Its name, if it is one that tools use, and its number.</returns>
    public static string Name(int method) => method switch
    {
        1 => "Shrink (method 1)",
        6 => "Implode (method 6)",
        9 => "Deflate64 (method 9)",
        12 => "BZIP2 (method 12)",
        14 => "LZMA (method 14)",
        20 or 93 => $"Zstandard (method {method})",
        95 => "XZ (method 95)",
        98 => "PPMd (method 98)",
        99 => "AES encryption (method 99)",
        _ => $"an unknown method ({method})",
    };
}
