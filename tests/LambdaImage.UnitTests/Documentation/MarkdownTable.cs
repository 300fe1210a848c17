namespace LambdaImage.UnitTests.Documentation;

/// <summary>The tables of a documentation file, by the heading that they stand under.</summary>
internal static class MarkdownTable
{
    /// <summary>The lines under a heading, to the next one.</summary>
    public static IEnumerable<string> Section(string file, string heading) => File.ReadLines(file)
        .SkipWhile(line => line != "## " + heading)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));

    /// <summary>The rows of the table under a heading, its head left out; each by its cells.</summary>
    public static IReadOnlyList<string[]> Rows(string file, string heading) =>
    [
        .. Section(file, heading)
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];
}
