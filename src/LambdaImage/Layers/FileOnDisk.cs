namespace LambdaImage.Layers;

/// <summary>A file of the host as a layer's content.</summary>
/// <param name="state">The file as it was planned.</param>
internal sealed class FileOnDisk(FileState state) : IEntryContent
{
    // What reads it has a buffer of its own.
    private const int Unbuffered = 0;

    /// <inheritdoc/>
    public FileState State => state;

    /// <summary>Reads what a plan needs to know of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name in the layer.</param>
    /// <param name="mode">Its permission bits in the image, or <see langword="null"/> to take its own.</param>
    /// <param name="hashes">The hashes known from earlier builds.</param>
    /// <returns>The entry.</returns>
    public static LayerEntry Read(FileInfo file, string path, int? mode, ContentHashCache hashes)
    {
        var state = FileState.Of(file);
        return new(path, EntryKind.File, mode ?? OwnMode(file, path))
        {
            Size = state.Size,
            Sha256 = hashes.GetOrCompute(state.Path, state, () => ContentHash.OfFile(state)),
            Content = new FileOnDisk(state),
        };
    }

    /// <inheritdoc/>
    public Stream Open() => new FileStream(
        state.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, Unbuffered, FileOptions.SequentialScan);

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
}
