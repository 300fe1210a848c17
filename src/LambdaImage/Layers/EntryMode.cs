namespace LambdaImage.Layers;

/// <summary>Which permission bits an entry gets.</summary>
internal static class EntryMode
{
    /// <summary>rwxr-xr-x.</summary>
    public const int Executable = 0b111_101_101;

    /// <summary>rw-r--r--.</summary>
    public const int Plain = 0b110_100_100;

    /// <summary>All nine permission bits; set-uid, set-gid and sticky never reach an image.</summary>
    public const int Mask = 0b111_111_111;

    /// <summary>How many bytes <see cref="FromContent"/> looks at.</summary>
    public const int HeadLength = 4;

    private const int OwnerReadExecute = 0b101_000_000;
    private const int OwnerAll = 0b111_000_000;

    /// <summary>
    /// The bits of a file on Unix. The owner's bits count; group and others get the owner's read and execute, and never
    /// write. So the image does not depend on the umask under which the files were made, and Lambda, which runs the code as
    /// another user than the files' owner, can read them.
    /// </summary>
    /// <param name="mode">The host's bits.</param>
    /// <returns>The bits in the image.</returns>
    public static int FromHost(UnixFileMode mode)
    {
        var owner = (int)mode & OwnerAll;
        var shared = owner & OwnerReadExecute;
        return owner | (shared >> 3) | (shared >> 6);
    }

    /// <summary>The bits of a file of a zip, by the same rule as for files of the host.</summary>
    /// <param name="mode">The zip's mode with the type; a tool that knows no modes leaves out at least the owner's bits.</param>
    /// <returns>The bits in the image, or <see langword="null"/> if the zip has none.</returns>
    public static int? OfZip(int mode) => (mode & OwnerAll) == 0 ? null : FromHost((UnixFileMode)(mode & Mask));

    /// <summary>The bits of a folder of a zip.</summary>
    /// <param name="mode">As for <see cref="OfZip"/>.</param>
    /// <returns>The bits in the image.</returns>
    public static int OfZipFolder(int mode) => OfZip(mode) ?? Executable;

    /// <summary>
    /// The bits of a file where none are known, as on Windows: executable for what Lambda or the kernel would run.
    /// </summary>
    /// <param name="path">The file's name in the layer.</param>
    /// <param name="head">The file's first <see cref="HeadLength"/> bytes, or all if it has fewer.</param>
    /// <returns>The bits in the image.</returns>
    public static int FromContent(string path, ReadOnlySpan<byte> head) =>
        path == "bootstrap" || IsExtension(path) || head.StartsWith("\u007fELF"u8) || head.StartsWith("#!"u8)
            ? Executable
            : Plain;

    /// <summary>
    /// Whether Lambda runs a file of a layer as an extension: those directly in <c>extensions/</c>.
    /// https://docs.aws.amazon.com/lambda/latest/dg/extensions-api-partners.html.
    /// </summary>
    /// <param name="path">The file's name in the layer.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsExtension(string path) =>
        path.StartsWith("extensions/", StringComparison.Ordinal) && path.LastIndexOf('/') == "extensions".Length;
}
