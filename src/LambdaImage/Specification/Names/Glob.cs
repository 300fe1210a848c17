using System.IO.Enumeration;

namespace LambdaImage.Specification.Names;

/// <summary>
/// A pattern of paths as in MSBuild: <c>*</c> and <c>?</c> stand for characters of one name, <c>**</c> for folders at any depth. Upper and lower
/// case differ, unless said otherwise.
/// </summary>
public sealed class Glob
{
    private const string AnyFolders = "**";
    private readonly string[] _names;
    private readonly bool _ignoresCase;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern. Both slashes separate names.</param>
    /// <param name="ignoresCase">Whether upper and lower case are the same, as for MSBuild.</param>
    public Glob(string pattern, bool ignoresCase = false)
    {
        _ignoresCase = ignoresCase;

        // To MSBuild, every name matches *.*.
        var names = pattern.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".");
        _names = [.. names.Select(name => name == "*.*" ? "*" : name)];
    }

    /// <summary>Whether a text has characters that make it a pattern.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it has.</returns>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether the pattern matches a path.</summary>
    /// <param name="path">The path, with <c>/</c> between names.</param>
    /// <returns>Whether it does.</returns>
    public bool IsMatch(string path) => IsMatch(_names, path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether the pattern matches a path, or a folder on the way to it.</summary>
    /// <param name="path">The path, with <c>/</c> between names.</param>
    /// <returns>Whether it does.</returns>
    public bool IsMatchOrBelow(string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(1, names.Length).Any(count => IsMatch(_names, names.AsSpan(0, count)));
    }

    private bool IsMatch(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        while (!pattern.IsEmpty && pattern[0] != AnyFolders)
        {
            if (path.IsEmpty || !FileSystemName.MatchesSimpleExpression(pattern[0], path[0], _ignoresCase))
            {
                return false;
            }

            pattern = pattern[1..];
            path = path[1..];
        }

        if (pattern.IsEmpty)
        {
            return path.IsEmpty;
        }

        // At the end it stands for all that is below.
        pattern = pattern[1..];
        if (pattern.IsEmpty)
        {
            return true;
        }

        for (var skipped = 0; skipped <= path.Length; skipped++)
        {
            if (IsMatch(pattern, path[skipped..]))
            {
                return true;
            }
        }

        return false;
    }
}
