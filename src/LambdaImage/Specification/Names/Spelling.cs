namespace LambdaImage.Specification.Names;

/// <summary>Compares names that people write.</summary>
internal static class Spelling
{
    /// <summary>Whether a name becomes another by few changes, in upper or lower case.</summary>
    /// <param name="one">A name.</param>
    /// <param name="other">Another.</param>
    /// <param name="most">How many letters may be added, left out or others.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsWithin(string one, string other, int most) =>
        Math.Abs(one.Length - other.Length) <= most && Distance(one.ToLowerInvariant(), other.ToLowerInvariant()) <= most;

    // https://en.wikipedia.org/wiki/Levenshtein_distance.
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
