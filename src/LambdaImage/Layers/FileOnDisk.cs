using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Layers;

/// <summary>A file of the host as a layer's content.</summary>
/// <param name="state">The file as it was planned.</param>
/// <param name="files">The host.</param>
internal sealed class FileOnDisk(FileState state, HostFiles files) : IEntryContent
{
    /// <inheritdoc/>
    public FileState? State => state;

    /// <inheritdoc/>
    public bool CanReadAhead => true;

    /// <summary>Makes the entry of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name in the layer.</param>
    /// <param name="mode">Its permission bits in the image.</param>
    /// <param name="files">The host; this one if not said.</param>
    /// <returns>The entry.</returns>
    public static LayerEntry Entry(FileState file, string path, int mode, HostFiles? files = null) => new(path, EntryKind.File, mode)
    {
        Size = file.Size,
        Content = new FileOnDisk(file, files ?? HostFiles.Current),
    };

    /// <inheritdoc/>
    public IContentReader Open()
    {
        try
        {
            return new Reader(this, state.Open(files));
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw Failure(exception);
        }
    }

    private LambdaImageException Failure(Exception exception)
    {
        try
        {
            state.ThrowIfChanged(files, files.Find(state.Path));
        }
        catch (Exception other) when (Disk.IsFailure(other))
        {
            // The first failure is the one that counts.
        }

        return new LambdaImageException(
            DiagnosticCodes.UnreadableFile,
            $"{Display.Quote(state.Path)} can't be read: {Display.Sentence(exception.Message)} Check its permissions and that nothing else is writing it.",
            innerException: exception);
    }

    private sealed class Reader(FileOnDisk file, SafeFileHandle handle) : IContentReader
    {
        private long _offset;

        public int Read(Span<byte> buffer)
        {
            try
            {
                var read = Disk.ReadAt(handle, buffer, _offset);
                _offset += read;
                return read;
            }
            catch (Exception exception) when (Disk.IsFailure(exception))
            {
                throw file.Failure(exception);
            }
        }

        public void Skip(long count) => _offset += count;

        public void End()
        {
            try
            {
                file.Planned.ThrowIfChanged(file.Files, file.Files.Of(handle));
            }
            catch (Exception exception) when (Disk.IsFailure(exception))
            {
                throw file.Failure(exception);
            }
        }

        public void Dispose() => handle.Dispose();
    }

    private HostFiles Files => files;

    private FileState Planned => state;
}
