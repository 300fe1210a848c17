using System.Text;
using LambdaImage.Diagnostics;

namespace LambdaImage.Layers;

/// <summary>The rules that a name in a layer must keep, wherever the layer comes from.</summary>
internal static class EntryName
{
    private const string WhiteoutPrefix = ".wh.";

    // Linux's limits, in bytes: NAME_MAX and PATH_MAX.
    private const int LongestPart = 255;
    private const int LongestPath = 4095;

    /// <summary>Says why a name can't stand in an image.</summary>
    /// <param name="path">The name: relative, <c>/</c>-separated, without <c>.</c> and <c>..</c> parts.</param>
    /// <returns>The reason, or <see langword="null"/> when it can.</returns>
    public static string? Problem(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            return $"it is longer than the {LongestPath} bytes that Linux allows";
        }

        foreach (var range in Parts(path))
        {
            var part = path.AsSpan(range);
            if (part.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
            {
                return $"a name that starts with '{WhiteoutPrefix}' tells engines to delete the file of the rest of the name";
            }

            if (Encoding.UTF8.GetByteCount(part) > LongestPart)
            {
                return $"a part of it is longer than the {LongestPart} bytes that Linux allows";
            }
        }

        if (path.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 && HasHalfOfPair(path))
        {
            return "it is not valid Unicode";
        }

        foreach (var character in path)
        {
            if (char.IsControl(character))
            {
                return "it holds a control character";
            }

            // What a name on disk that is not UTF-8 is decoded to.
            if (character == '\uFFFD')
            {
                return "it is not UTF-8";
            }
        }

        return null;
    }

    /// <summary>Throws when a name can't stand in an image.</summary>
    /// <param name="path">The name.</param>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2013.</exception>
    public static void Check(string path)
    {
        if (Problem(path) is { } problem)
        {
            throw new LambdaImageException(
                DiagnosticCodes.InvalidEntryName,
                $"The name {Display.Quote(path)} can't be used in an image: {problem}. Rename the file or take it out of the layer.");
        }
    }

    // Windows takes any 16-bit units as a name; UTF-8 has no bytes for half of a surrogate pair.
    private static bool HasHalfOfPair(string path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (char.IsSurrogate(path[i]))
            {
                if (i + 1 == path.Length || !char.IsSurrogatePair(path[i], path[i + 1]))
                {
                    return true;
                }

                i++;
            }
        }

        return false;
    }

    private static IEnumerable<Range> Parts(string path)
    {
        var start = 0;
        for (var i = 0; i <= path.Length; i++)
        {
            if (i == path.Length || path[i] == '/')
            {
                yield return start..i;
                start = i + 1;
            }
        }
    }
}
