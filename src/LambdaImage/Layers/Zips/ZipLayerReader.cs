using System.Text;
using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using LambdaImage.Layers.Folders;
using LambdaImage.Specification;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.Layers.Zips;

/// <summary>Reads a zip as a layer, entry by entry and without unpacking it to disk.</summary>
internal sealed class ZipLayerReader
{
    private const int LongestLinkTarget = 4095;

    private readonly LayerSpec _spec;
    private readonly FileState _state;
    private readonly SafeFileHandle _file;
    private readonly CancellationToken _cancellationToken;
    private readonly ZipExpansion _expansion;
    private readonly ZipFailures _failures;
    private readonly Dictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);
    private readonly LeftOutFiles _leftOut;

    private ZipLayerReader(LayerSpec spec, FileState state, SafeFileHandle file, CancellationToken cancellationToken)
    {
        _spec = spec;
        _state = state;
        _file = file;
        _cancellationToken = cancellationToken;
        _leftOut = new(spec, countsFolders: false);
        _expansion = new(state.Size);
        _failures = new(spec, state.Path);
    }

    /// <summary>
    /// Whether a file is a zip: it starts with an entry or with the end record of an empty zip, or it ends with an end record, as
    /// zips do that a program or a script precedes.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether it is.</returns>
    public static bool LooksLikeZip(string path)
    {
        Span<byte> head = stackalloc byte[4];
        using var handle = FileState.Of(path).Open(HostFiles.Current);
        return Disk.ReadAt(handle, head, 0) == head.Length &&
            (head.SequenceEqual("PK\u0003\u0004"u8) || head.SequenceEqual("PK\u0005\u0006"u8) || ZipDirectory.HasEnd(handle));
    }

    /// <summary>Reads a zip layer. The zip stays open until the layer is disposed of.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="path">The zip.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The layer's entries.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2008, 2010, 2011, 2013, 2027 or 2028.</exception>
    public static LayerContents Read(LayerSpec spec, string path, CancellationToken cancellationToken)
    {
        var state = FileState.Of(path);
        var file = state.Open(HostFiles.Current);
        try
        {
            return new ZipLayerReader(spec, state, file, cancellationToken).Read();
        }
        catch (Exception exception)
        {
            file.Dispose();
            if (exception is InvalidDataException)
            {
                throw new ZipFailures(spec, path).Corrupt(exception.Message, exception);
            }

            if (exception is NotSupportedException)
            {
                throw new ZipFailures(spec, path).Unsupported(exception.Message);
            }

            throw;
        }
    }

    private LayerContents Read()
    {
        var records = ZipDirectory.Read(_file);
        CheckContents(records);
        foreach (var record in records)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Add(record);
        }

        if (_entries.Count == 0)
        {
            throw new LambdaImageException(
                DiagnosticCodes.LayerEmpty,
                $"The layer {Display.Quote(_spec.Name)} is empty: the zip {Display.Quote(_state.Path)} holds no entry{_leftOut.Reason}. " +
                "Fill it before the image is built, or take the layer out.");
        }

        AddImpliedFolders();
        CheckLinks();
        var sorted = _entries.Values.Append(new(".", EntryKind.Directory, _spec.DirectoryMode ?? EntryMode.Executable)).ToList();
        sorted.Sort(EntryOrder.Compare);
        return new(_spec, sorted, _file) { DesktopFilesLeftOut = _leftOut.DesktopCount, ExcludedCount = _leftOut.ExcludedCount };
    }

    // Before any entry is made, so that a zip that claims too much costs nothing.
    private void CheckContents(List<ZipRecord> records)
    {
        long total = 0;
        foreach (var record in records)
        {
            // Sizes are the zip's own claims, up to 2^63 each; every entry is held to its claim when read.
            total = total > long.MaxValue - record.Size ? long.MaxValue : total + record.Size;
        }

        Limit(_expansion.AddContent(total));
    }

    private void Add(ZipRecord record)
    {
        var named = ZipName.WithSlashes(record.Name, record.Host);
        var path = PathOf(record, named);
        var kind = record.KindOf(named) ??
            throw _failures.Unsafe($"the entry {Display.Quote(record.Name)} is neither a file, a folder nor a link");
        if (_leftOut.Covers(path, kind))
        {
            return;
        }

        EntryName.Check(path);
        if (kind == EntryKind.Directory && record.Size > 0)
        {
            throw _failures.Corrupt($"the folder {Display.Quote(record.Name)} holds {Display.Size(record.Size)} of data");
        }

        if (path.Length > 0)
        {
            Add(record.Name, kind switch
            {
                EntryKind.Directory => new(path, kind, _spec.DirectoryMode ?? EntryMode.OfZipFolder(record.HasFolderMode ? record.Mode : 0)),
                EntryKind.SymbolicLink => new(path, kind, EntryMode.Mask) { LinkTarget = ReadLink(record) },
                _ => ReadFile(record, path),
            });
        }
        else if (kind != EntryKind.Directory)
        {
            throw _failures.Unsafe($"the entry {Display.Quote(record.Name)} has no name");
        }
    }

    private string PathOf(ZipRecord record, string named)
    {
        if (ZipName.IsAbsolute(named, record.Host))
        {
            throw _failures.Unsafe($"the entry {Display.Quote(record.Name)} has an absolute name");
        }

        var parts = named.Split('/');
        return parts.Contains("..")
            ? throw _failures.Unsafe($"the entry {Display.Quote(record.Name)} climbs out of the layer with '..'")
            : string.Join('/', parts.Where(part => part is not ("" or ".")));
    }

    // A folder may be named again, as tools do that add to a zip: the last mode counts, as when it is unpacked.
    private void Add(string name, LayerEntry entry)
    {
        Limit(_expansion.AddHeader(entry.Path));
        if (!_entries.TryAdd(entry.Path, entry))
        {
            if ((_entries[entry.Path].Kind, entry.Kind) != (EntryKind.Directory, EntryKind.Directory))
            {
                throw _failures.NamedTwice(name);
            }

            _entries[entry.Path] = entry;
        }
    }

    private string ReadLink(ZipRecord record)
    {
        if (record.Size is <= 0 or > LongestLinkTarget)
        {
            throw _failures.Unsafe($"the link {Display.Quote(record.Name)} holds {record.Size} bytes, not a path");
        }

        using var reader = Content(record).Open();
        var target = Start(reader, (int)record.Size);
        reader.End();
        return Encoding.UTF8.GetString(target);
    }

    private static ReadOnlySpan<byte> Start(IContentReader reader, int count)
    {
        var bytes = new byte[count];
        var done = 0;
        while (done < count && reader.Read(bytes.AsSpan(done)) is > 0 and var read)
        {
            done += read;
        }

        return bytes.AsSpan(0, done);
    }

    // Once all entries are known: where '..' leads depends on whether what it climbs out of is a folder or a link.
    private void CheckLinks()
    {
        foreach (var link in _entries.Values)
        {
            if (link.LinkTarget is not { } target)
            {
                continue;
            }

            if (EntryName.Problem(target) is { } problem)
            {
                throw _failures.Unsafe($"the target {Display.Quote(target)} of the link {Display.Quote(link.Path)} can't be used in an image: {problem}");
            }

            if (!LinkTarget.StaysInside(link.Path, target, _spec.Destination, path => _entries.GetValueOrDefault(path)?.Kind == EntryKind.Directory))
            {
                throw _failures.Unsafe($"the link {Display.Quote(link.Path)} leads out of the layer, to {Display.Quote(target)}");
            }
        }
    }

    private LayerEntry ReadFile(ZipRecord record, string path)
    {
        var content = Content(record);
        if (record.Size == 0 && !content.IsSurelyEmpty)
        {
            using var nothing = content.Open();
            nothing.End();
        }

        return new(path, EntryKind.File, _spec.FileMode ?? EntryMode.OfZip(record.Mode) ?? ModeFromContent(path, record.Size, content))
        {
            Size = record.Size,
            Content = content,
        };
    }

    private static int ModeFromContent(string path, long size, ZipEntryContent content)
    {
        if (size == 0)
        {
            return EntryMode.FromContent(path, []);
        }

        using var reader = content.Open();
        return EntryMode.FromContent(path, Start(reader, EntryMode.HeadLength));
    }

    private ZipEntryContent Content(ZipRecord record)
    {
        if (record.IsEncrypted)
        {
            throw _failures.Unsupported($"the entry {Display.Quote(record.Name)} is encrypted");
        }

        return record.Method is ZipRecord.Stored or ZipRecord.Deflated
            ? new(_state, _file, record, _failures)
            : throw _failures.Unsupported($"the entry {Display.Quote(record.Name)} is compressed with {ZipMethod.Name(record.Method)}");
    }

    // A zip need not name the folders of its files; and no entry may lie below a file or a link.
    private void AddImpliedFolders()
    {
        foreach (var path in _entries.Keys.ToList())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                var parent = path[..slash];
                var entry = _entries.GetValueOrDefault(parent);
                if (entry?.Kind == EntryKind.Directory)
                {
                    // The folders above it have had their turn, or will have it.
                    break;
                }

                if (entry is not null)
                {
                    throw _failures.Unsafe($"the entry {Display.Quote(path)} lies below {Display.Quote(parent)}, which is not a folder");
                }

                Limit(_expansion.AddHeader(parent));
                _entries.Add(parent, new(parent, EntryKind.Directory, _spec.DirectoryMode ?? EntryMode.Executable));
            }
        }
    }

    private void Limit(string? problem)
    {
        if (problem is not null)
        {
            throw _failures.Unsafe(problem);
        }
    }
}
