using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;

namespace LambdaImage.Layers.Folders;

/// <summary>
/// Permission bits on hosts whose files have none. They are guessed from the first bytes of a file, which are read once for each
/// state of the file.
/// </summary>
/// <param name="files">The host.</param>
/// <param name="cache">What earlier builds guessed; <see langword="null"/> for nothing.</param>
/// <param name="clock">Tells when files were read.</param>
internal sealed class GuessedModes(HostFiles files, DigestCache? cache, TimeProvider clock)
{
    // Of a hash, with which no two of any number of files have one key.
    private const int KeyLength = 32;

    private const string Plain = "0";
    private const string Executable = "1";

    /// <summary>Guesses the permission bits of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name in the layer.</param>
    /// <returns>The bits in the image.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE3002: the file changed meanwhile.</exception>
    public int Of(FileState file, string path)
    {
        if (file.Size == 0)
        {
            return EntryMode.FromContent(path, []);
        }

        var key = KeyOf(file, path);
        if (cache?.Find(key) is { } known)
        {
            return known == Executable ? EntryMode.Executable : EntryMode.Plain;
        }

        var readAt = clock.GetUtcNow();
        var mode = Read(file, path);
        if (LayerKey.IsSettled(file, readAt))
        {
            cache?.Add(key, mode == EntryMode.Executable ? Executable : Plain);
        }

        return mode;
    }

    private int Read(FileState file, string path)
    {
        Span<byte> head = stackalloc byte[EntryMode.HeadLength];
        using var handle = file.Open(files);
        return EntryMode.FromContent(path, head[..Disk.ReadAt(handle, head, 0)]);
    }

    private static string KeyOf(FileState file, string path)
    {
        using var writer = new Sha256Writer();
        writer.Add(CodeIdentity.Value);
        writer.Add("mode");
        writer.Add(path);
        LayerKey.Add(writer, file);
        return writer.End()[..KeyLength];
    }
}
