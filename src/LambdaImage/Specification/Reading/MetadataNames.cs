using LambdaImage.Diagnostics;
using LambdaImage.Specification.Names;

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

    private static bool AreSimilar(string one, string other) => Spelling.IsWithin(one, other, Math.Min(MostDifferences, other.Length / 3));
}
