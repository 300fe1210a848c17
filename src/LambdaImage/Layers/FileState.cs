using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Layers;

/// <summary>A file of the host as it was when it was planned.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="Status">What the file system knew of it.</param>
internal readonly record struct FileState(string Path, FileStatus Status)
{
    /// <summary>Its length in bytes.</summary>
    public long Size => Status.Size;

    /// <summary>The present state of a file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Its state.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FileState Of(FileInfo file) => Of(file.FullName);

    /// <inheritdoc cref="Of(FileInfo)"/>
    public static FileState Of(string file) =>
        new(file, HostFiles.Current.Find(file) ?? throw new FileNotFoundException($"There is no file '{file}'.", file));

    /// <summary>Opens the file. This never waits, not even if a pipe took its place.</summary>
    /// <param name="files">The host.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3002: the path names another file now, or the file changed.</exception>
    public SafeFileHandle Open(HostFiles files)
    {
        var handle = files.Open(Path);
        try
        {
            // What was opened is looked at, not the path: that may name something else already.
            ThrowIfChanged(files, files.Of(handle));
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Throws if the path no longer names the file in this state.</summary>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3002; or 2014 if the host doesn't say.</exception>
    public void ThrowIfChanged()
    {
        try
        {
            ThrowIfChanged(HostFiles.Current, HostFiles.Current.Find(Path));
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.UnreadableFile,
                $"{Display.Quote(Path)} can't be read: {Display.Sentence(exception.Message)} Check its permissions.",
                innerException: exception);
        }
    }

    /// <summary>Throws if the file is no longer in this state.</summary>
    /// <param name="files">The host.</param>
    /// <param name="now">What the file system knows of it now; <see langword="null"/> if it is gone.</param>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3002.</exception>
    public void ThrowIfChanged(HostFiles files, FileStatus? now)
    {
        if (now is not { } status)
        {
            throw Changed("it was removed");
        }

        if (status.Kind != FileKind.File)
        {
            throw Changed("it is no longer a regular file");
        }

        if (!files.IsUnchanged(Status, status))
        {
            throw Changed(
                status.Size != Status.Size ? "its size changed"
                : status.Modified != Status.Modified ? "its modification time changed"
                : status.Id != Status.Id || status.IdHigh != Status.IdHigh ? "another file took its place"
                : "its change time changed");
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
