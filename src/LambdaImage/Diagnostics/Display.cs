using System.Globalization;
using System.Text;

namespace LambdaImage.Diagnostics;

/// <summary>How users' values and sizes are written in messages.</summary>
internal static class Display
{
    private const int LongestValue = 200;

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
}
