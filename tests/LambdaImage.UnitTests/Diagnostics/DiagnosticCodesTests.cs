using System.Reflection;
using System.Text.RegularExpressions;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Diagnostics;

[TestClass]
public sealed partial class DiagnosticCodesTests
{
    public static IEnumerable<object[]> Members => typeof(DiagnosticCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(member => (member.Name, Descriptor: (DiagnosticDescriptor)member.GetValue(null)!))
        .Select(member => new object[] { member.Name, member.Descriptor.Code, member.Descriptor.Title });

    [TestMethod]
    public void Codes_are_unique()
    {
        var codes = Members.Select(member => (string)member[1]).ToList();

        var distinct = codes.Distinct(StringComparer.Ordinal).Count();

        Assert.HasCount(distinct, codes);
    }

    [TestMethod]
    [DynamicData(nameof(Members))]
    public void Code_has_the_prefix_and_four_digits_of_a_known_range(string member, string code, string title)
    {
        Assert.MatchesRegex(CodePattern(), code, $"{member} ({title})");
    }

    [TestMethod]
    [DynamicData(nameof(Members))]
    public void Title_is_a_phrase_without_full_stop(string member, string code, string title)
    {
        Assert.MatchesRegex(TitlePattern(), title, $"{member} ({code})");
    }

    [TestMethod]
    [DynamicData(nameof(Members))]
    public void Code_is_explained_under_a_heading_of_its_own(string member, string code, string title)
    {
        var lines = File.ReadAllLines(RepositoryFolder.At("docs/diagnostics.md"));

        // The help link ends in #lambdaimagennnn, which is where a heading of nothing but the code stands.
        var heading = Array.IndexOf(lines, "## " + code);

        Assert.IsGreaterThanOrEqualTo(0, heading, $"docs/diagnostics.md has no heading for {code} ({member}).");
        Assert.StartsWith("**" + title, lines[heading + 1]);
    }

    [TestMethod]
    public void Headings_of_the_documentation_are_all_codes_in_use()
    {
        var codes = Members.Select(member => (string)member[1]).ToHashSet(StringComparer.Ordinal);

        var documented = File.ReadAllLines(RepositoryFolder.At("docs/diagnostics.md"))
            .Select(line => HeadingPattern().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value);

        CollectionAssert.IsSubsetOf(documented.ToList(), codes.ToList());
    }

    [TestMethod]
    [DynamicData(nameof(Members))]
    public void Code_is_expected_by_a_test(string member, string code, string title)
    {
        var expecting = RepositoryFolder.Sources("tests")
            .Where(file => Path.GetFileName(file) != "DiagnosticCodesTests.cs")
            .FirstOrDefault(file => Statements(File.ReadAllText(file)).Any(statement => Expects(statement, member, code)));

        Assert.IsNotNull(expecting, $"No test expects {code} ({title}), by its number or as DiagnosticCodes.{member}, in an assertion or as a row of data.");
    }

    // Comments say nothing of what a test does.
    private static string[] Statements(string source) => CommentPattern().Replace(source, string.Empty).Split([';', '{', '}', ']']);

    private static bool Expects(string statement, string member, string code) =>
        (statement.Contains(code, StringComparison.Ordinal) || Regex.IsMatch(statement, $@"\bDiagnosticCodes\.{member}\b", RegexOptions.CultureInvariant)) &&
        ExpectationPattern().IsMatch(statement);

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"\b(Assert|Expect|CollectionAssert)\.|\bAssert\w*\(|\bExpect\w*\(|\bDataRow\(|\bFail\w*\(|, ""LAMBDAIMAGE[0-9]{4}""\)", RegexOptions.CultureInvariant)]
    private static partial Regex ExpectationPattern();

    [GeneratedRegex(@"\ALAMBDAIMAGE[1-5][0-9]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"\A[A-Z].{5,78}[^.\s]\z", RegexOptions.CultureInvariant)]
    private static partial Regex TitlePattern();

    [GeneratedRegex(@"\A## (LAMBDAIMAGE[0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex HeadingPattern();
}
