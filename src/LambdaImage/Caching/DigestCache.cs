using System.Text;
using LambdaImage.Caching.Hosts;

namespace LambdaImage.Caching;

/// <summary>
/// What earlier builds learned by reading, each a digest under a key that says what it depends on: a text file of the project,
/// and beside it a folder that all projects of the user share. Losing them costs time, never correctness.
/// </summary>
internal sealed class DigestCache
{
    private const string Header = "lambdaimage digests 1";
    private const int DigestLength = 64;

    // Where the host has no modes, there is a line of 35 bytes for each file.
    private const int LargestFile = 64 * 1024 * 1024;

    private static readonly PrivateFolder Private = new(HostFiles.Current);

    private readonly string _file;
    private readonly SharedCache _shared;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _used = new(StringComparer.Ordinal);
    private bool _forgetsShared;

    private DigestCache(string file, SharedCache shared)
    {
        _file = file;
        _shared = shared;
    }

    /// <summary>Reads what earlier builds learned. A missing or damaged file counts as empty.</summary>
    /// <param name="file">The project's file.</param>
    /// <param name="shared">The user's folder.</param>
    /// <returns>The cache.</returns>
    public static DigestCache Load(string file, SharedCache shared)
    {
        var cache = new DigestCache(file, shared);
        try
        {
            // A file that somebody else can write may say anything.
            if (Private.HoldsOwn(file) && Encoding.UTF8.GetString(Disk.ReadStart(file, LargestFile)).Split('\n') is [Header, .. var lines])
            {
                foreach (var line in lines)
                {
                    if (line.Split(' ') is [var key, var digest] && IsValue(digest))
                    {
                        cache._known[key] = digest;
                    }
                }
            }
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            cache._known.Clear();
        }

        return cache;
    }

    /// <summary>Forgets all that earlier builds learned: this one learns everything anew.</summary>
    public void Forget()
    {
        _known.Clear();
        _used.Clear();
        _forgetsShared = true;
    }

    /// <summary>Looks for what the project learned.</summary>
    /// <param name="key">The key, without white space.</param>
    /// <returns>The digest, or <see langword="null"/>.</returns>
    public string? Find(string key)
    {
        if (_used.TryGetValue(key, out var digest) || _known.TryGetValue(key, out digest))
        {
            _used[key] = digest;
        }

        return digest;
    }

    /// <summary>Looks for what the project learned, or any project of the user.</summary>
    /// <param name="key">The key, 64 hexadecimal digits.</param>
    /// <param name="isShared">Whether what other projects learned counts.</param>
    /// <returns>The digest, or <see langword="null"/>.</returns>
    public string? Find(string key, bool isShared)
    {
        if (Find(key) is { } own)
        {
            return own;
        }

        if (!isShared || _forgetsShared || _shared.Read(key) is not { } digest || !IsDigest(digest))
        {
            return null;
        }

        Add(key, digest);
        return digest;
    }

    /// <summary>Remembers for the project, from <see cref="Save"/> on.</summary>
    /// <param name="key">The key, without white space.</param>
    /// <param name="digest">64 hexadecimal digits, or one digit.</param>
    public void Add(string key, string digest)
    {
        _used[key] = digest;
    }

    /// <summary>Remembers for the project, and for all projects of the user from now on.</summary>
    /// <param name="key">The key, 64 hexadecimal digits.</param>
    /// <param name="digest">64 hexadecimal digits.</param>
    /// <param name="isShared">Whether other projects may use it.</param>
    public void Add(string key, string digest, bool isShared)
    {
        Add(key, digest);
        if (isShared)
        {
            _shared.Write(key, digest);
        }
    }

    /// <summary>Writes what this build used to the project's file, if that differs from what was read.</summary>
    /// <returns>Why it could not be written, or <see langword="null"/>.</returns>
    public string? Save()
    {
        if (_used.Count == _known.Count && _used.All(pair => _known.TryGetValue(pair.Key, out var known) && known == pair.Value))
        {
            return null;
        }

        try
        {
            Disk.CreateFolder(Path.GetDirectoryName(_file)!);
            var text = new StringBuilder().Append(Header).Append('\n');
            foreach (var (key, digest) in _used.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                text.Append(key).Append(' ').Append(digest).Append('\n');
            }

            AtomicFile.Write(_file, text.ToString());
            return null;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            return exception.Message;
        }
    }

    // A digest, or a single digit.
    private static bool IsValue(string text) => text.Length == 1 ? char.IsAsciiDigit(text[0]) : IsDigest(text);

    private static bool IsDigest(string text) => text.Length == DigestLength && text.All(char.IsAsciiHexDigitLower);
}
