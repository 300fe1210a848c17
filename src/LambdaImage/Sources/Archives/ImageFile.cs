using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using LambdaImage.Caching;
using LambdaImage.Oci;

namespace LambdaImage.Sources.Archives;

/// <summary>The files of an archive of an image, which is a tar or a folder; nothing is unpacked.</summary>
internal sealed class ImageFile
{
    private readonly string _path;
    private readonly Dictionary<string, (long Offset, long Size)>? _entries;

    private ImageFile(string path, Dictionary<string, (long Offset, long Size)>? entries)
    {
        _path = path;
        _entries = entries;
    }

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The tar, or the folder.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The archive.</returns>
    /// <exception cref="Exception">It can't be read, or is no tar.</exception>
    public static async Task<ImageFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (Disk.FolderExists(path))
        {
            return new(path, entries: null);
        }

        var entries = new Dictionary<string, (long Offset, long Size)>(StringComparer.Ordinal);
        var links = new List<(string Name, string Target)>();
        var file = Disk.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var tar = new TarReader(file, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    var name = Normalize(entry.Name);
                    if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                    {
                        entries[name] = (entry.DataOffset, entry.Length);
                    }
                    else if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                    {
                        // Docker 20 writes a layer that it wrote already as a link to it.
                        links.Add((name, Normalize(entry.EntryType == TarEntryType.HardLink || entry.LinkName.StartsWith('/') ? entry.LinkName : name[..(name.LastIndexOf('/') + 1)] + entry.LinkName)));
                    }
                }
            }
        }

        foreach (var (name, target) in links.Where(link => entries.ContainsKey(link.Target)))
        {
            entries[name] = entries[target];
        }

        return new(path, entries);
    }

    /// <summary>How large a file is.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The number of its bytes; <see langword="null"/> if it is not there.</returns>
    public long? SizeOf(string name)
    {
        if (_entries is not null)
        {
            return _entries.TryGetValue(Normalize(name), out var entry) ? entry.Size : null;
        }

        return PathOf(name) is { } path && Disk.FileExists(path) ? Disk.FileAt(path).Length : null;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its content, which can be read from any place.</returns>
    /// <exception cref="Exception">It is not there, or can't be read.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The part disposes of the file.")]
    public Stream Open(string name)
    {
        if (_entries is null)
        {
            return Disk.OpenRead(PathOf(name) ?? throw new FileNotFoundException($"there is no {name} in it"));
        }

        return _entries.TryGetValue(Normalize(name), out var entry)
            ? new StreamPart(Disk.OpenRead(_path), entry.Offset, entry.Size)
            : throw new FileNotFoundException($"there is no {name} in it");
    }

    /// <summary>Reads a document.</summary>
    /// <param name="name">Its file's name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="Exception">It is not there, or can't be read.</exception>
    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (SizeOf(name) is > OciDocument.LargestSize)
        {
            throw new InvalidDataException($"{name} is larger than documents of images are");
        }

        var content = Open(name);
        await using (content.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }

    /// <summary>The name of a blob's file.</summary>
    /// <param name="digest">The blob's digest.</param>
    /// <returns>The name.</returns>
    public static string NameOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    // Names in documents come from others, and lead to nothing outside.
    private string? PathOf(string name) => Normalize(name) is { Length: > 0 } inside && !inside.Split('/').Contains("..") ? Path.Combine(_path, inside) : null;

    private static string Normalize(string name)
    {
        var parts = new List<string>();
        foreach (var part in name.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
