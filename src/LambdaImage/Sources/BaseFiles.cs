using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using System.IO.Compression;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Oci;

namespace LambdaImage.Sources;

/// <summary>
/// What is in a base, read from its layers. A layer hides what lies below it by files of certain names:
/// https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts.
/// </summary>
/// <param name="image">The base.</param>
internal sealed class BaseFiles(BaseImage image)
{
    private const string Whiteout = ".wh.";
    private const string OpaqueWhiteout = ".wh..wh..opq";

    // As Linux: https://man7.org/linux/man-pages/man7/path_resolution.7.html.
    private const int MostLinks = 40;

    private Dictionary<string, string>? _links;
    private string? _orphan;
    private long _size;

    /// <summary>Finds where the base has some folders. It reads all layers.</summary>
    /// <param name="folders">The folders, absolute.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Each folder with its place, links followed; a folder that the base lacks is at its own place.</returns>
    /// <exception cref="LambdaImageException">A layer can't be fetched, or is damaged.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ResolveAsync(IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        var links = await ReadLinksAsync(cancellationToken).ConfigureAwait(false);
        return folders.ToDictionary(folder => folder, folder => "/" + Resolve(folder.Trim('/'), links), StringComparer.Ordinal);
    }

    /// <summary>Finds out what only the layers tell. It reads all of them, unless that was done.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What they tell.</returns>
    /// <exception cref="LambdaImageException">A layer can't be fetched, or is damaged.</exception>
    public async Task<BaseFacts> ReadFactsAsync(CancellationToken cancellationToken)
    {
        await ReadLinksAsync(cancellationToken).ConfigureAwait(false);
        return new(_size, _orphan);
    }

    /// <summary>Copies a file out of the base.</summary>
    /// <param name="path">The file's path, absolute.</param>
    /// <param name="output">Gets it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Whether the base has the file.</returns>
    /// <exception cref="LambdaImageException">A layer can't be fetched, or is damaged.</exception>
    public async Task<bool> CopyAsync(string path, Stream output, CancellationToken cancellationToken)
    {
        var place = Resolve(path.Trim('/'), await ReadLinksAsync(cancellationToken).ConfigureAwait(false));
        for (var (layer, followed) = (image.Layers.Count - 1, 0); layer >= 0;)
        {
            var (isFound, isHidden, link) = await FindAsync(image.Layers[layer], place, output, cancellationToken).ConfigureAwait(false);
            if (link is not null && followed++ < MostLinks)
            {
                place = link;
            }
            else if (isFound || isHidden)
            {
                return isFound;
            }
            else
            {
                layer--;
            }
        }

        return false;
    }

    // What a layer has at a place: the file, what hides it in lower layers, or the target of a hard link.
    private async Task<(bool IsFound, bool IsHidden, string? Link)> FindAsync(Descriptor layer, string place, Stream output, CancellationToken cancellationToken)
    {
        var (isFound, isHidden, link) = (false, false, (string?)null);
        await ReadAsync(
            layer,
            async (name, entry) =>
            {
                if (name == place && entry.EntryType == TarEntryType.HardLink)
                {
                    link = Normalize(entry.LinkName);
                }
                else if (!isFound && name == place && entry.DataStream is { } content)
                {
                    isFound = true;
                    await content.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
                }
                else if (!isFound && name == place && entry.EntryType is (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                {
                    // It is empty.
                    isFound = true;
                }

                isHidden |= name == place || Hides(name, place) || (entry.EntryType != TarEntryType.Directory && place.StartsWith(name + "/", StringComparison.Ordinal));
            },
            cancellationToken).ConfigureAwait(false);
        return (isFound, isHidden, link);
    }

    private async Task<Dictionary<string, string>> ReadLinksAsync(CancellationToken cancellationToken)
    {
        if (_links is not null)
        {
            return _links;
        }

        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        var above = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in image.Layers)
        {
            // What a layer hides is in lower layers, even if it has the same name as something of its own.
            var (hidden, added) = (new List<string>(), new List<(string Name, string Target)>());
            var folders = new HashSet<string>(StringComparer.Ordinal) { string.Empty };
            await ReadAsync(
                layer,
                (name, entry) =>
                {
                    Note(name, entry, folders);
                    hidden.AddRange(HiddenBy(name, entry, links, above));
                    if (entry.EntryType == TarEntryType.SymbolicLink && !IsWhiteout(name))
                    {
                        added.Add((name, entry.LinkName));
                    }

                    return ValueTask.CompletedTask;
                },
                cancellationToken).ConfigureAwait(false);
            hidden.ForEach(link => links.Remove(link));
            foreach (var (name, target) in added)
            {
                links[name] = target;
                for (var folder = ParentOf(name); folder.Length > 0 && above.Add(folder);)
                {
                    folder = ParentOf(folder);
                }
            }
        }

        return _links = links;
    }

    private void Note(string name, TarEntry entry, HashSet<string> folders)
    {
        _size += entry.Length;
        _orphan ??= folders.Contains(ParentOf(name)) ? null : name;
        if (entry.EntryType == TarEntryType.Directory)
        {
            folders.Add(name);
        }
    }

    // Of the links so far. Only where one lies below are all looked at: a base has ten thousands of files, and thousands of links.
    private static IEnumerable<string> HiddenBy(string name, TarEntry entry, Dictionary<string, string> links, HashSet<string> above) =>
        IsWhiteout(name) ? links.Keys.Where(link => Hides(name, link))
        : entry.EntryType != TarEntryType.Directory && above.Contains(name) ? links.Keys.Where(link => link == name || link.StartsWith(name + "/", StringComparison.Ordinal))
        : links.ContainsKey(name) ? [name]
        : [];

    private static bool IsWhiteout(string name) => name[(name.LastIndexOf('/') + 1)..].StartsWith(Whiteout, StringComparison.Ordinal);

    private static string ParentOf(string name) => name[..Math.Max(0, name.LastIndexOf('/'))];

    // Whether a whiteout of some name hides what lies below at a path.
    private static bool Hides(string name, string path)
    {
        var slash = name.LastIndexOf('/') + 1;
        var file = name[slash..];
        if (!file.StartsWith(Whiteout, StringComparison.Ordinal))
        {
            return false;
        }

        var hidden = file == OpaqueWhiteout ? name[..slash] : name[..slash] + file[Whiteout.Length..] + "/";
        return (path + "/").StartsWith(hidden, StringComparison.Ordinal) && (file != OpaqueWhiteout || path.Length > hidden.Length);
    }

    private static string Resolve(string path, Dictionary<string, string> links)
    {
        var rest = new Stack<string>(path.Split('/').Reverse());
        var place = string.Empty;
        for (var followed = 0; rest.TryPop(out var part);)
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == "..")
            {
                place = place[..Math.Max(0, place.LastIndexOf('/'))];
                continue;
            }

            var next = place.Length == 0 ? part : $"{place}/{part}";
            if (links.TryGetValue(next, out var target) && followed++ < MostLinks)
            {
                place = target.StartsWith('/') ? string.Empty : place;
                Array.ForEach([.. target.Split('/').Reverse()], rest.Push);
            }
            else
            {
                place = next;
            }
        }

        return place;
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "It is disposed of, unless it is the content itself.")]
    private async Task ReadAsync(Descriptor layer, Func<string, TarEntry, ValueTask> see, CancellationToken cancellationToken)
    {
        var content = await image.Blobs.OpenAsync(layer, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            try
            {
                var plain = MediaTypes.ToOci(layer.MediaType) == MediaTypes.GzipLayer ? new GZipStream(content, CompressionMode.Decompress, leaveOpen: true) : content;
                await using (plain.ConfigureAwait(false))
                {
                    var tar = new TarReader(plain, leaveOpen: true);
                    await using (tar.ConfigureAwait(false))
                    {
                        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                        {
                            await see(Normalize(entry.Name), entry).ConfigureAwait(false);
                        }
                    }
                }
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
            {
                throw new LambdaImageException(
                    DiagnosticCodes.UnsupportedBase,
                    $"The base image {image.Name} can't be read: its layer {layer.Digest} is damaged ({Display.Clause(exception.Message)}). Push the base again, or name another.",
                    innerException: exception);
            }
        }
    }

    private static string Normalize(string name) => string.Join('/', name.Split('/').Where(part => part is not ("" or ".")));
}
