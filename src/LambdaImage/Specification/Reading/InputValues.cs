using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading;

/// <summary>Reads single values as users write them into properties and metadata.</summary>
internal static class InputValues
{
    // The Dockerfile parser of the engines refuses lines over 64 kB, and all values of a kind share a line.
    private const int LongestText = 8 * 1024;

    // By the engine and, /tmp, by Lambda.
    private static readonly string[] MountedFolders = ["proc", "sys", "dev", "tmp"];

    /// <summary>Reads a yes or no.</summary>
    /// <param name="name">The property's or metadata's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="otherwise">What it means when not set.</param>
    /// <param name="origin">The property, or the item that the metadata belongs to.</param>
    /// <returns>The value.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public static bool Flag(string name, string? value, bool otherwise, InputOrigin origin) =>
        string.IsNullOrEmpty(value) ? otherwise : bool.Parse(OneOf(name, value, origin, "true", "false"));

    /// <summary>Reads the name of an enumeration's member, in upper or lower case.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="name">The property's or metadata's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="otherwise">What it means when not set.</param>
    /// <param name="origin">The property, or the item that the metadata belongs to.</param>
    /// <returns>The member.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    [SuppressMessage("Usage", "CA2263:Prefer generic overload when type is known", Justification = "Each build would compile the generic one for each type.")]
    public static T Enumeration<T>(string name, string? value, T otherwise, InputOrigin origin)
        where T : struct, Enum =>
        string.IsNullOrEmpty(value) ? otherwise : (T)Enum.Parse(typeof(T), OneOf(name, value, origin, Enum.GetNames(typeof(T))));

    /// <summary>Reads a value of a list, in upper or lower case.</summary>
    /// <param name="name">The property's or metadata's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="origin">The property, or the item that the metadata belongs to.</param>
    /// <param name="values">The list.</param>
    /// <returns>The value as it stands in the list.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public static string OneOf(string name, string value, InputOrigin origin, params string[] values) =>
        values.FirstOrDefault(known => known.Equals(value, StringComparison.OrdinalIgnoreCase))
        ?? throw new LambdaImageException(
            DiagnosticCodes.InvalidPropertyValue,
            $"{name} is {Display.Quote(value)}. Set it to one of: {string.Join(", ", values)}.",
            origin);

    /// <summary>Reads permission bits, as in <c>FileMode="0644"</c>.</summary>
    /// <param name="metadata">The metadata's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="origin">The item that it belongs to.</param>
    /// <returns>The bits, or <see langword="null"/> when not set.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2015.</exception>
    public static int? Mode(string metadata, string? value, InputOrigin origin)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var digits = value.Length == 4 && value[0] == '0' ? value[1..] : value;
        return digits.Length == 3 && digits.All(digit => digit is >= '0' and <= '7')
            ? Convert.ToInt32(digits, 8)
            : throw new LambdaImageException(
                DiagnosticCodes.InvalidMode,
                $"{metadata} is {Display.Quote(value)}, not three octal digits such as 755 or 0644.",
                origin);
    }

    /// <summary>Reads a folder of the image, as in <c>Destination="/usr/local"</c>.</summary>
    /// <param name="metadata">The metadata's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="origin">The item that it belongs to.</param>
    /// <returns>The folder, absolute, without a slash at its end; <see langword="null"/> when not set, and for <c>/opt</c>, where layers go without it.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2036.</exception>
    public static string? Folder(string metadata, string? value, InputOrigin origin)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var parts = value.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var problem = value[0] != '/' || value.Contains('\\', StringComparison.Ordinal) ? "is no absolute path of Linux"
            : parts.Length == 0 ? "is the root, where the base's own folders are"
            : parts.Any(part => part is "." or "..") ? "holds '.' or '..'"
            : parts.Any(part => part.StartsWith(".wh.", StringComparison.Ordinal)) ? "holds a name that starts with .wh., which engines take for a deletion"
            : MountedFolders.Contains(parts[0]) ? $"is in /{parts[0]}, which is mounted when a container starts and hides what the image holds"
            : TextProblem(value);
        return problem is null ? (parts is ["opt"] ? null : "/" + string.Join('/', parts)) : throw new LambdaImageException(
            DiagnosticCodes.InvalidDestination,
            $"{metadata} is {Display.Quote(value)}: it {problem}. Set it to a folder of the image such as /usr/local.",
            origin);
    }

    /// <summary>Reads patterns of names in a layer.</summary>
    /// <param name="metadata">The metadata's name.</param>
    /// <param name="value">Its value: patterns, separated by semicolons.</param>
    /// <param name="origin">The item that it belongs to.</param>
    /// <returns>The patterns.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2045.</exception>
    public static IReadOnlyList<string> Patterns(string metadata, string? value, InputOrigin origin)
    {
        var patterns = (value ?? string.Empty).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var wrong = Array.Find(patterns, pattern => !CanMatch(pattern));
        return wrong is null ? patterns : throw new LambdaImageException(
            DiagnosticCodes.InvalidPattern,
            $"{metadata} has {Display.Quote(wrong)}, which names nothing in the layer. Write names below the layer's root, such as tests/** or **/*.pyc, without '..' and without a slash at the start.",
            origin);
    }

    /// <summary>Reads by parsers, which know only the text: their failures are about the property that holds it.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="property">The property's name.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="LambdaImageException">What the parsers throw.</exception>
    public static T Named<T>(string property, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (LambdaImageException failure)
        {
            throw failure.At(new(property));
        }
    }

    private static bool CanMatch(string pattern)
    {
        var names = pattern.Split('/', '\\');
        return names[0].Length > 0 && !names[0].Contains(':', StringComparison.Ordinal) && !names.Contains("..") && !names.All(name => name is "" or ".");
    }

    /// <summary>Says why a text can't stand in an image's config.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The reason, or <see langword="null"/> when it can.</returns>
    public static string? TextProblem(string value) =>
        value.Any(char.IsControl) ? "holds a control character or a line break"
        : !IsWellFormed(value) ? "holds half of a surrogate pair, which is no text"
        : value.Length > LongestText ? $"is longer than {LongestText} characters"
        : null;

    private static bool IsWellFormed(string value)
    {
        for (var rest = value.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
