using LambdaImage.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Layers;

/// <summary>A file of the host as a layer's content.</summary>
/// <param name="state">The file as it was planned.</param>
internal sealed class FileOnDisk(FileState state) : IEntryContent
{
    /// <inheritdoc/>
    public FileState State => state;

    /// <inheritdoc/>
    public bool CanReadAhead => true;

    /// <summary>Reads what a plan needs to know of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name in the layer.</param>
    /// <param name="mode">Its permission bits in the image, or <see langword="null"/> to take its own.</param>
    /// <returns>The entry.</returns>
    public static LayerEntry Read(FileInfo file, string path, int? mode)
    {
        var state = FileState.Of(file);
        return new(path, EntryKind.File, mode ?? OwnMode(file, path))
        {
            Size = state.Size,
            Content = new FileOnDisk(state),
        };
    }

    /// <inheritdoc/>
    public IContentReader Open()
    {
        try
        {
            return new Reader(this);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(exception);
        }
    }

    private static int OwnMode(FileInfo file, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return EntryMode.FromHost(file.UnixFileMode);
        }

        Span<byte> head = stackalloc byte[EntryMode.HeadLength];
        using var handle = File.OpenHandle(file.FullName);
        return EntryMode.FromContent(path, head[..RandomAccess.Read(handle, head, 0)]);
    }

    private LambdaImageException Failure(Exception exception)
    {
        state.ThrowIfChanged();
        return new LambdaImageException(
            DiagnosticCodes.UnreadableFile,
            $"{Display.Quote(state.Path)} can't be read: {Display.Sentence(exception.Message)} Check its permissions and that nothing else is writing it.",
            innerException: exception);
    }

    private sealed class Reader(FileOnDisk file) : IContentReader
    {
        private readonly SafeFileHandle _handle = File.OpenHandle(file.State.Path);
        private long _offset;

        public int Read(Span<byte> buffer)
        {
            try
            {
                var read = RandomAccess.Read(_handle, buffer, _offset);
                _offset += read;
                return read;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw file.Failure(exception);
            }
        }

        public void End() => file.State.ThrowIfChanged();

        public void Dispose() => _handle.Dispose();
    }
}
