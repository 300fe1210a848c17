using System.Globalization;
using System.Text.RegularExpressions;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Documentation;

/// <summary>docs/ancestor.md has every row of what the ancestor does, each with tests that are there.</summary>
[TestClass]
public sealed partial class AncestorTests
{
    private const int RowCount = 32;

    private static readonly string Document = RepositoryFolder.At("docs/ancestor.md");

    // "class A", then the test methods up to the next class.
    private static readonly HashSet<string> Tests = [.. RepositoryFolder.Sources("tests").SelectMany(file => TestsOf(File.ReadAllText(file)))];

    public static IEnumerable<object[]> Rows => MarkdownTable.Rows(Document, "What it does").Select(row => new object[] { row[0], row[^1] });

    public static IEnumerable<object[]> Threads =>
        MarkdownTable.Rows(Document, "What its users suffer from").Select(row => new object[] { row[0], row[^1] });

    [TestMethod]
    public void Rows_are_all_there_in_order()
    {
        var expected = Enumerable.Range(1, RowCount).Select(row => row.ToString(CultureInfo.InvariantCulture));

        Assert.AreEqual(string.Join(' ', expected), string.Join(' ', Rows.Select(row => row[0])));
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    [DynamicData(nameof(Threads))]
    public void Row_names_tests_that_are_there(string row, string tests)
    {
        var names = tests.Split("<br>").Select(name => name.Trim('`')).ToList();

        Assert.AreEqual(string.Empty, string.Join(' ', names.Where(name => !Tests.Contains(name))), $"Row {row} names what is no test.");
    }

    [TestMethod]
    public void Rows_say_whether_the_behaviour_is_kept()
    {
        var silent = MarkdownTable.Rows(Document, "What it does").Where(row => !KindPattern().IsMatch(row[2])).Select(row => row[0]);

        Assert.AreEqual(string.Empty, string.Join(' ', silent));
    }

    private static IEnumerable<string> TestsOf(string source)
    {
        var type = string.Empty;
        foreach (Match match in DeclarationPattern().Matches(source))
        {
            if (match.Groups["type"].Success)
            {
                type = match.Groups["type"].Value;
            }
            else
            {
                yield return $"{type}.{match.Groups["test"].Value}";
            }
        }
    }

    [GeneratedRegex(@"\bclass (?<type>\w+)|\[TestMethod\](?:\s*\[[^\n]*\])*\s*public (?:static )?(?:async )?\w+ (?<test>\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex DeclarationPattern();

    [GeneratedRegex(@"\A(keep|better: |differs: .*(, since |; ))", RegexOptions.CultureInvariant)]
    private static partial Regex KindPattern();
}
