using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace LambdaImage.Layers;

/// <summary>
/// The content hashes of earlier builds, by path, size and time of last change, so that unchanged files are not read again.
/// Kept as one text file under <c>obj/</c>; losing it costs time, never correctness.
/// </summary>
internal sealed class ContentHashCache
{
    private const string Header = "lambdaimage content hashes 1";

    // A file that is written again within the clock's step keeps its time. As git does for its index
    // (https://git-scm.com/docs/racy-git), a hash is trusted only if the file was older than that step when it was read;
    // two seconds is the step of FAT, the coarsest in use.
    private static readonly long RacyTicks = TimeSpan.FromSeconds(2).Ticks;

    private readonly Dictionary<string, Known> _known;
    private readonly ConcurrentDictionary<string, Known> _used = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private int _computed;

    private ContentHashCache(Dictionary<string, Known> known, TimeProvider clock)
    {
        _known = known;
        _clock = clock;
    }

    /// <summary>How many hashes had to be computed.</summary>
    public int Computed => _computed;

    /// <summary>A cache that knows nothing yet.</summary>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <returns>The cache.</returns>
    public static ContentHashCache Empty(TimeProvider? clock = null) => new([], clock ?? TimeProvider.System);

    /// <summary>Reads the hashes of earlier builds. A missing or damaged file counts as empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <returns>The cache.</returns>
    public static ContentHashCache Load(string path, TimeProvider? clock = null)
    {
        var known = new Dictionary<string, Known>(StringComparer.Ordinal);
        try
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            if (reader.ReadLine() == Header)
            {
                while (reader.ReadLine() is { } line)
                {
                    if (Known.TryParse(line, out var key, out var value))
                    {
                        known[key] = value;
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            known.Clear();
        }

        return new(known, clock ?? TimeProvider.System);
    }

    /// <summary>The hash of some content: the known one if it still holds, else computed.</summary>
    /// <param name="key">What names the content: a full path, and for an entry of a zip its name after it.</param>
    /// <param name="file">The file that holds it.</param>
    /// <param name="compute">Reads the content.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public string GetOrCompute(string key, FileState file, Func<string> compute)
    {
        if (_known.TryGetValue(key, out var known) && known.Size == file.Size && known.Modified == file.Modified.Ticks)
        {
            _used[key] = known;
            return known.Sha256;
        }

        var readAt = _clock.GetUtcNow().Ticks;
        var hash = compute();
        Interlocked.Increment(ref _computed);
        if (file.Modified.Ticks < readAt - RacyTicks && !key.AsSpan().ContainsAny('\n', '\r'))
        {
            _used[key] = new(hash, file.Size, file.Modified.Ticks);
        }

        return hash;
    }

    /// <summary>Writes the hashes that this build used, if they differ from what was read.</summary>
    /// <param name="path">The file. A reader sees the old content or the new, never a part.</param>
    /// <returns>Why they could not be written, or <see langword="null"/>.</returns>
    public string? Save(string path)
    {
        if (_used.Count == _known.Count && _used.All(pair => _known.TryGetValue(pair.Key, out var known) && known == pair.Value))
        {
            return null;
        }

        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Write(temporary);
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DeleteIfPossible(temporary);
            return exception.Message;
        }
    }

    private static void DeleteIfPossible(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What could not be written can hardly be deleted.
        }
    }

    private void Write(string path)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false));
        writer.Write(Header + "\n");
        foreach (var (key, value) in _used.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{value.Sha256} {value.Size} {value.Modified} {key}\n"));
        }
    }

    private readonly record struct Known(string Sha256, long Size, long Modified)
    {
        private const int HashLength = 64;

        public static bool TryParse(string line, out string key, out Known value)
        {
            key = string.Empty;
            value = default;
            Span<Range> parts = stackalloc Range[4];
            if (line.AsSpan().Split(parts, ' ') != 4 ||
                line.AsSpan(parts[0]) is not { Length: HashLength } hash ||
                !long.TryParse(line.AsSpan(parts[1]), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ||
                !long.TryParse(line.AsSpan(parts[2]), NumberStyles.None, CultureInfo.InvariantCulture, out var modified))
            {
                return false;
            }

            key = line[parts[3]];
            value = new(hash.ToString(), size, modified);
            return true;
        }
    }
}
