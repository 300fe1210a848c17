using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Spec;

namespace LambdaImage.Layers;

/// <summary>Reads a zip as a layer, entry by entry and without unpacking it to disk.</summary>
internal sealed class ZipLayerReader
{
    // The Unix mode is the upper half of the external attributes, its file type the upper four bits of that:
    // https://www.iana.org/assignments/media-types/application/zip (APPNOTE 4.4.15) and inode(7).
    private const int ModeShift = 16;
    private const int TypeShift = 12;
    private const int TypeMask = 0xF;
    private const int RegularType = 0x8;
    private const int DirectoryType = 0x4;
    private const int LinkType = 0xA;

    private const int LongestLinkTarget = 4095;

    // Deflate can't do better than 1032:1. Ordinary layers stay below 20:1, and Lambda takes 250 MB unzipped at most.
    private const long HighestRatio = 100;
    private const long RatioFreeSize = 256L * 1024 * 1024;

    private readonly LayerSpec _spec;
    private readonly CancellationToken _cancellationToken;
    private readonly FileState _file;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _caseInsensitive = new(StringComparer.OrdinalIgnoreCase);

    private ZipLayerReader(LayerSpec spec, ZipArchive archive, CancellationToken cancellationToken)
    {
        _spec = spec;
        _archive = archive;
        _cancellationToken = cancellationToken;
        _file = FileState.Of(new FileInfo(spec.Source));
    }

    /// <summary>Whether a file starts as a zip does: with an entry, or with the end record of an empty one.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether its first bytes are a zip's.</returns>
    public static bool LooksLikeZip(string path)
    {
        Span<byte> head = stackalloc byte[4];
        using var handle = File.OpenHandle(path);
        return RandomAccess.Read(handle, head, 0) == head.Length && (head.SequenceEqual("PK\u0003\u0004"u8) || head.SequenceEqual("PK\u0005\u0006"u8));
    }

    /// <summary>Reads a zip layer. The archive stays open until the layer is disposed of.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer's entries.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2008, 2010, 2011 or 2013.</exception>
    public static LayerContents Read(LayerSpec spec, CancellationToken cancellationToken)
    {
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(spec.Source);
            return new ZipLayerReader(spec, archive, cancellationToken).Read();
        }
        catch (Exception exception)
        {
            archive?.Dispose();
            if (exception is InvalidDataException or EndOfStreamException)
            {
                throw Corrupt(spec, exception.Message, exception);
            }

            throw;
        }
    }

    private LayerContents Read()
    {
        var entries = _archive.Entries;
        CheckExpansion(entries);
        foreach (var entry in entries)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Add(entry);
        }

        if (_entries.Count == 0)
        {
            throw new LambdaImageException(
                DiagnosticCodes.LayerEmpty,
                $"The layer {Display.Quote(_spec.Name)} is empty: the zip {Display.Quote(_file.Path)} holds no entry. " +
                "Fill it before the image is built, or take the layer out.");
        }

        AddMissingFolders();
        CheckLinks();
        var sorted = _entries.Values.Append(new(".", EntryKind.Directory, _spec.DirectoryMode ?? EntryMode.Executable)).ToList();
        sorted.Sort(EntryOrder.Compare);
        return new(_spec, sorted, _archive);
    }

    private void CheckExpansion(IReadOnlyCollection<ZipArchiveEntry> entries)
    {
        long total = 0;
        foreach (var entry in entries)
        {
            // Sizes in the directory are the file's own claim, up to 2^64 each; every entry is held to its claim when read.
            total = entry.Length < 0 || total > long.MaxValue - entry.Length ? long.MaxValue : total + entry.Length;
        }

        if (total > RatioFreeSize && total / HighestRatio > _file.Size)
        {
            throw Unsafe($"it unpacks to {Display.Size(total)} from {Display.Size(_file.Size)}, more than {HighestRatio} times its size");
        }
    }

    private void Add(ZipArchiveEntry entry)
    {
        var mode = (entry.ExternalAttributes >> ModeShift) & 0xFFFF;
        var type = (mode >> TypeShift) & TypeMask;
        var named = entry.FullName.Replace('\\', '/');
        var path = CheckName(entry.FullName, named);
        if (path.Length == 0)
        {
            return;
        }

        if (type == DirectoryType || named.EndsWith('/'))
        {
            AddUnique(entry.FullName, new(path, EntryKind.Directory, _spec.DirectoryMode ?? (mode == 0 ? EntryMode.Executable : mode & EntryMode.Mask)));
        }
        else if (type == LinkType)
        {
            AddUnique(entry.FullName, new(path, EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = ReadLink(entry) });
        }
        else if (type is RegularType or 0)
        {
            AddUnique(entry.FullName, ReadFile(entry, path, mode));
        }
        else
        {
            throw Unsafe($"the entry {Display.Quote(entry.FullName)} is neither a file, a folder nor a link");
        }
    }

    private string CheckName(string original, string name)
    {
        var parts = name.TrimEnd('/').Split('/');
        if (name.StartsWith('/') || (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0])))
        {
            throw Unsafe($"the entry {Display.Quote(original)} has an absolute name");
        }

        if (parts.Contains(".."))
        {
            throw Unsafe($"the entry {Display.Quote(original)} climbs out of the layer with '..'");
        }

        var path = string.Join('/', parts.Where(part => part is not ("" or ".")));
        EntryName.Check(path);
        return path;
    }

    private void AddUnique(string original, LayerEntry entry)
    {
        if (!_caseInsensitive.TryAdd(entry.Path, original))
        {
            throw Unsafe(
                $"the entries {Display.Quote(_caseInsensitive[entry.Path])} and {Display.Quote(original)} " +
                "are one file where upper and lower case are the same");
        }

        _entries.Add(entry.Path, entry);
    }

    private string ReadLink(ZipArchiveEntry entry)
    {
        CheckNotEncrypted(entry);
        if (entry.Length is <= 0 or > LongestLinkTarget)
        {
            throw Unsafe($"the link {Display.Quote(entry.FullName)} holds {entry.Length} bytes, not a path");
        }

        using var content = entry.Open();
        var bytes = new byte[entry.Length + 1];
        var target = bytes.AsSpan(0, content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        return target.Length == entry.Length && Crc32.HashToUInt32(target) == entry.Crc32 ? Encoding.UTF8.GetString(target) : throw Mismatch(entry);
    }

    // Once all entries are known: where '..' leads depends on whether what it climbs out of is a folder or a link.
    private void CheckLinks()
    {
        foreach (var link in _entries.Values)
        {
            if (link.LinkTarget is { } target && (EntryName.Problem(target) is not null ||
                !LinkTarget.StaysInside(link.Path, target, _spec.Destination, path => _entries.GetValueOrDefault(path)?.Kind == EntryKind.Directory)))
            {
                throw Unsafe($"the link {Display.Quote(link.Path)} leads out of the layer, to {Display.Quote(target)}");
            }
        }
    }

    private LayerEntry ReadFile(ZipArchiveEntry entry, string path, int mode)
    {
        CheckNotEncrypted(entry);
        var head = new byte[EntryMode.HeadLength];
        if (_spec.FileMode is null && mode == 0 && entry.Length > 0)
        {
            using var start = entry.Open();
            head = head[..start.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        return new(path, EntryKind.File, _spec.FileMode ?? (mode == 0 ? EntryMode.FromContent(path, head) : mode & EntryMode.Mask))
        {
            Size = entry.Length,
            Content = new ZipEntryContent(_file, entry, Corrupt),
        };
    }

    // A zip need not name the folders of its files; and no entry may lie below a file or a link.
    private void AddMissingFolders()
    {
        foreach (var path in _entries.Keys.ToList())
        {
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                var parent = path[..slash];
                if (!_entries.TryGetValue(parent, out var entry))
                {
                    AddUnique(path, new(parent, EntryKind.Directory, _spec.DirectoryMode ?? EntryMode.Executable));
                }
                else if (entry.Kind != EntryKind.Directory)
                {
                    throw Unsafe($"the entry {Display.Quote(path)} lies below {Display.Quote(parent)}, which is not a folder");
                }
            }
        }
    }

    private void CheckNotEncrypted(ZipArchiveEntry entry)
    {
        if (entry.IsEncrypted)
        {
            throw Corrupt(_spec, $"the entry {Display.Quote(entry.FullName)} is encrypted, and Lambda takes no password");
        }
    }

    private LambdaImageException Mismatch(ZipArchiveEntry entry) =>
        Corrupt($"the entry {Display.Quote(entry.FullName)} does not match its length and checksum", null);

    private LambdaImageException Corrupt(string why, Exception? innerException) => Corrupt(_spec, why, innerException);

    private LambdaImageException Unsafe(string why) => new(
        DiagnosticCodes.UnsafeZipEntry,
        $"The zip layer {Display.Quote(_spec.Name)} is refused: {why}. Make the zip again from files you trust ({_file.Path}).",
        _spec.Origin);

    private static LambdaImageException Corrupt(LayerSpec spec, string why, Exception? innerException = null) => new(
        DiagnosticCodes.CorruptZip,
        $"The zip layer {Display.Quote(spec.Name)} is corrupt: {Display.Sentence(why)} Make or download {Display.Quote(spec.Source)} again.",
        spec.Origin,
        innerException: innerException);
}
