namespace LambdaImage.Specification.Reading.ToolsDefaults;

/// <summary>Lists in one text, as <c>dotnet lambda</c> of Amazon.Lambda.Tools writes and reads them.</summary>
internal static class SettingLists
{
    /// <summary>Reads texts that are separated by commas.</summary>
    /// <param name="text">The list.</param>
    /// <returns>The texts, without blanks and double quotes around them, and without empty ones.</returns>
    public static IReadOnlyList<string> Commas(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => part is ['"', .. var quoted, '"'] ? quoted : part).Where(part => part.Length > 0)];

    /// <summary>
    /// Reads <c>NAME=value;NAME2=value2</c>. A name or value that starts with a double quote goes to the next one, and what follows up to the
    /// separator is passed over; there is no escape.
    /// </summary>
    /// <param name="text">The list.</param>
    /// <returns>The pairs in order; <see langword="null"/> if a name is empty or a quote is not closed.</returns>
    public static IReadOnlyList<(string Name, string Value)>? Pairs(string text)
    {
        var pairs = new List<(string, string)>();
        var rest = text.AsSpan();
        while (!rest.IsWhiteSpace())
        {
            if (Next(ref rest, '=') is not { Length: > 0 } name || Next(ref rest, ';') is not { } value)
            {
                return null;
            }

            pairs.Add((name, value));
        }

        return pairs;
    }

    private static string? Next(ref ReadOnlySpan<char> rest, char separator)
    {
        var start = 0;
        string? quoted = null;
        if (rest is ['"', ..])
        {
            var close = rest[1..].IndexOf('"');
            if (close < 0)
            {
                return null;
            }

            quoted = rest[1..(close + 1)].ToString();
            start = close + 2;
        }

        var length = rest[start..].IndexOf(separator);
        var end = length < 0 ? rest.Length : start + length;
        var token = quoted ?? rest[..end].ToString();
        rest = end < rest.Length ? rest[(end + 1)..] : [];
        return token;
    }
}
