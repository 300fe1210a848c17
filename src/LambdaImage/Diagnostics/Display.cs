using System.Globalization;
using System.Text;

namespace LambdaImage.Diagnostics;

/// <summary>How users' values, foreign texts and sizes are written in messages.</summary>
internal static class Display
{
    private const int LongestValue = 200;
    private const int LongestText = 1000;
    private const string NoReason = "no reason was given";

    /// <summary>A user's value in quotes, on one line: control characters as <c>\uXXXX</c>, cut when very long.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The quoted value.</returns>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var character in value.AsSpan(0, Math.Min(value.Length, LongestValue)))
        {
            if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                text.Append(character);
            }
        }

        return text.Append(value.Length > LongestValue ? "…'" : "'").ToString();
    }

    /// <summary>
    /// A text that another program or the system wrote, on one line: white space as single spaces, other control characters as
    /// <c>\uXXXX</c>, cut when very long.
    /// </summary>
    /// <param name="foreign">The text.</param>
    /// <returns>The line, without blanks at its ends.</returns>
    public static string Line(string foreign)
    {
        var text = new StringBuilder(Math.Min(foreign.Length, LongestText));
        for (var i = 0; i < foreign.Length && text.Length < LongestText; i++)
        {
            var character = foreign[i];
            if (char.IsWhiteSpace(character))
            {
                text.Append(text.Length > 0 && text[^1] != ' ' ? " " : string.Empty);
            }
            else if (i + 1 < foreign.Length && char.IsSurrogatePair(character, foreign[i + 1]))
            {
                text.Append(character).Append(foreign[++i]);
            }
            else if (char.IsControl(character) || char.IsSurrogate(character) || IsDirection(character))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                text.Append(character);
            }
        }

        return text.ToString().TrimEnd() + (text.Length < LongestText ? string.Empty : "…");
    }

    /// <summary>A text that another program or the system wrote, as a part of a sentence of ours: one line without a full stop.</summary>
    /// <param name="foreign">The text.</param>
    /// <returns>The part of a sentence.</returns>
    public static string Clause(string? foreign) =>
        Line(foreign ?? string.Empty).TrimEnd('.', ',', ';', ':', ' ') is { Length: > 0 } text ? text : NoReason;

    /// <summary>A text that another program or the system wrote, as the end of a sentence of ours: one line that ends in a full stop.</summary>
    /// <param name="foreign">The text.</param>
    /// <returns>The end of a sentence, which another sentence can follow after a blank.</returns>
    public static string Sentence(string? foreign)
    {
        var text = Clause(foreign);
        var last = text.Length > 1 && text[^1] is '\'' or '"' or '’' or '”' ? text[^2] : text[^1];
        return last is '.' or '!' or '?' or '…' ? text : text + ".";
    }

    /// <summary>A number of bytes in the unit that suits it: <c>512 B</c>, <c>1.4 MB</c> (decimal units).</summary>
    /// <param name="bytes">The number of bytes.</param>
    /// <returns>The number and its unit.</returns>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
    };

    /// <summary>A count with its noun: <c>1 file</c>, <c>2 files</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun, singular.</param>
    /// <returns>The count and the noun.</returns>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? string.Empty : "s")}");

    // Characters that make a terminal show what follows in another order: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters.
    private static bool IsDirection(char character) => character is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
