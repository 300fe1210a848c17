using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading;

/// <summary>Finds metadata of items that mean nothing, because their names are misspelled.</summary>
public static class MetadataNames
{
    private const int MostDifferences = 2;

    /// <summary>Compares the metadata of an item with those that mean something. Others may be the project's own, unless they are nearly the same.</summary>
    /// <param name="origin">The item.</param>
    /// <param name="names">The names of its metadata.</param>
    /// <param name="known">The names that mean something.</param>
    /// <param name="required">The one that has to be there, even if it is empty; <see langword="null"/> for none.</param>
    /// <returns>A warning for each that was probably meant to be another, or for the one that is missing.</returns>
    public static IEnumerable<BuildMessage> Check(InputOrigin origin, IReadOnlyCollection<string> names, IReadOnlyCollection<string> known, string? required = null)
    {
        var isMisspelled = false;
        foreach (var name in names.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            if (known.FirstOrDefault(meant => !names.Contains(meant, StringComparer.OrdinalIgnoreCase) && AreSimilar(name, meant)) is { } meant)
            {
                isMisspelled |= meant == required;
                yield return BuildMessage.Warning(
                    DiagnosticCodes.MisspelledMetadata,
                    $"{name} of {origin.Element} {Display.Quote(origin.Include ?? string.Empty)} means nothing. Was {meant} meant?",
                    origin);
            }
        }

        if (required is not null && !isMisspelled && !names.Contains(required, StringComparer.OrdinalIgnoreCase))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.MisspelledMetadata,
                $"{origin.Element} {Display.Quote(origin.Include ?? string.Empty)} has no {required}, so it is empty. Write {required}=\"\" if that is meant.",
                origin);
        }
    }

    private static bool AreSimilar(string one, string other) =>
        Math.Abs(one.Length - other.Length) <= MostDifferences && Distance(one.ToLowerInvariant(), other.ToLowerInvariant()) <= Math.Min(MostDifferences, other.Length / 3);

    // How many letters are added, left out or others: https://en.wikipedia.org/wiki/Levenshtein_distance.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
