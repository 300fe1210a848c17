using System.Globalization;
using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading;

/// <summary>
/// What a project and its environment say, as written: properties and environment variables by their names, as the targets pass them. Empty
/// counts as not set. A failure is about the property that was read.
/// </summary>
/// <param name="values">The values by name.</param>
public sealed class ProjectProperties(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The values by name.</summary>
    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>Reads a text.</summary>
    /// <param name="name">The property's name.</param>
    /// <returns>The text, or <see langword="null"/> when not set.</returns>
    public string? Text(string name) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Reads texts that are separated by semicolons, as MSBuild does: without blanks around them, and without empty ones.</summary>
    /// <param name="name">The property's name.</param>
    /// <returns>The texts in order.</returns>
    public IReadOnlyList<string> List(string name) =>
        Text(name)?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Reads a yes or no, which is no when not set.</summary>
    /// <param name="name">The property's name.</param>
    /// <returns>The value.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public bool Flag(string name) => InputValues.Flag(name, Text(name), otherwise: false, new(name));

    /// <summary>Reads a value of a list, in upper or lower case.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="otherwise">The value when not set.</param>
    /// <param name="known">The list.</param>
    /// <returns>The value as it stands in the list.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public string OneOf(string name, string otherwise, params string[] known) => InputValues.OneOf(name, Text(name) ?? otherwise, new(name), known);

    /// <summary>Reads the name of an enumeration's member, in upper or lower case.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="name">The property's name.</param>
    /// <param name="otherwise">The member when not set.</param>
    /// <returns>The member.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public T Enumeration<T>(string name, T otherwise)
        where T : struct, Enum =>
        InputValues.Enumeration(name, Text(name), otherwise, new(name));

    /// <summary>Reads a value that has a parser of its own.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">The property's name.</param>
    /// <param name="parse">The parser.</param>
    /// <returns>The value, or <see langword="null"/> when not set.</returns>
    /// <exception cref="LambdaImageException">What the parser throws.</exception>
    public T? Parsed<T>(string name, Func<string, T> parse)
        where T : class =>
        Text(name) is { } value ? InputValues.Named(name, () => parse(value)) : null;

    /// <summary>Reads a time in seconds since 1970.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="otherwise">The time when not set.</param>
    /// <returns>The time.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public long Timestamp(string name, long otherwise)
    {
        // A tar header has eleven octal digits for it, which end in the year 2242.
        const long Latest = (1L << 33) - 1;
        if (Text(name) is not { } value)
        {
            return otherwise;
        }

        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= Latest
            ? seconds
            : throw new LambdaImageException(
                DiagnosticCodes.InvalidPropertyValue,
                $"{name} is {Display.Quote(value)}, not a number of seconds since 1970 from 0 to {Latest}. Correct or unset it.",
                new(name));
    }

    /// <summary>Reads how long something may take.</summary>
    /// <param name="name">The property's name. Its value is in seconds, 0 for no limit.</param>
    /// <returns>The time, <see cref="Timeout.InfiniteTimeSpan"/> for no limit; <see langword="null"/> when not set.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public TimeSpan? Limit(string name)
    {
        // A week; timers take no more than seven of them.
        const int Longest = 7 * 24 * 60 * 60;
        if (Text(name) is not { } value)
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= Longest
            ? seconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds)
            : throw new LambdaImageException(
                DiagnosticCodes.InvalidPropertyValue,
                $"{name} is {Display.Quote(value)}, not a number of seconds from 0 to {Longest}. Correct or unset it; 0 means no limit.",
                new(name));
    }
}
