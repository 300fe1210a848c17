using LambdaImage.Diagnostics;

namespace LambdaImage.Layers;

/// <summary>The length and time of a file when it was planned.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Modified">Its time of last change.</param>
internal readonly record struct FileState(string Path, long Size, DateTime Modified)
{
    /// <summary>The present state of a file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Its state.</returns>
    public static FileState Of(FileInfo file) => new(file.FullName, file.Length, file.LastWriteTimeUtc);

    /// <summary>Throws if the file is no longer in this state.</summary>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3002.</exception>
    public void ThrowIfChanged()
    {
        var now = new FileInfo(Path);
        if (!now.Exists || Of(now) != this)
        {
            throw Changed("its length or time is another");
        }
    }

    /// <summary>The failure of finding the file changed.</summary>
    /// <param name="why">What was seen.</param>
    /// <param name="innerException">What it was caused by.</param>
    /// <returns>The failure.</returns>
    public LambdaImageException Changed(string why, Exception? innerException = null) => new(
        DiagnosticCodes.FileChanged,
        $"{Display.Quote(Path)} changed while the image was built: {Display.Sentence(why)} Nothing was tagged; build again when nothing writes the file.",
        innerException: innerException);
}
