using System.Text.RegularExpressions;
using System.Xml.Linq;
using LambdaImage.Specification.Projects;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Documentation;

/// <summary>docs/properties.md says what the targets and tasks take and give: all of it, and nothing else.</summary>
[TestClass]
public sealed partial class PropertiesTests
{
    // MSBuild's own, which every item has.
    private static readonly string[] WellKnownMetadata = ["FullPath", "DefiningProjectFullPath"];

    // The SDK's, of what it publishes.
    private static readonly string[] PublishMetadata = ["NuGetPackageId", "ReferenceSourceTarget"];

    private static readonly string Document = RepositoryFolder.At("docs/properties.md");
    private static readonly string TargetsFile = RepositoryFolder.At("build/LambdaImage.Tasks.targets");
    private static readonly XDocument Targets = XDocument.Load(TargetsFile);

    private static IReadOnlyList<string> OutputProperties =>
        [.. Targets.Descendants("Output").Select(output => output.Attribute("PropertyName")?.Value).OfType<string>().Where(name => !name.StartsWith('_')).Distinct()];

    private static IReadOnlyList<string> OutputItems =>
        [.. Targets.Descendants("Output").Select(output => output.Attribute("ItemName")?.Value).OfType<string>().Where(name => !name.StartsWith('_')).Distinct()];

    private static IReadOnlyList<string> Properties =>
    [
        .. References(PropertyPattern())
            .Concat(Targets.Descendants("PropertyGroup").Elements().Select(element => element.Name.LocalName))
            .Where(name => name.StartsWith("Lambda", StringComparison.Ordinal))
            .Distinct()
            .Except(OutputProperties),
    ];

    private static IReadOnlyList<string> Items =>
    [
        .. References(ItemPattern())
            .Concat(Targets.Descendants("ItemGroup").Elements().Select(element => element.Name.LocalName))
            .Where(name => name.StartsWith("Lambda", StringComparison.Ordinal))
            .Distinct(),
    ];

    // Those with blanks in their names are shown and never called.
    private static IReadOnlyList<string> PublicTargets =>
        [.. Targets.Descendants("Target").Select(target => target.Attribute("Name")!.Value).Where(name => !name.StartsWith('_') && !name.Contains(' ', StringComparison.Ordinal))];

    [TestMethod]
    public void Properties_of_the_targets_are_those_of_the_document()
    {
        AssertSame(Properties, FirstCells("Properties"));
    }

    [TestMethod]
    public void Names_that_misspelled_ones_are_compared_with_are_those_of_the_targets()
    {
        AssertSame(ProjectNames.Properties, Properties.Concat(OutputProperties));
        AssertSame(ProjectNames.Items, Items.Concat(OutputItems));
    }

    [TestMethod]
    public void Items_of_the_targets_are_those_of_the_document()
    {
        AssertSame(Items, FirstCells("Items"));
    }

    [TestMethod]
    public void Metadata_that_tasks_read_are_those_of_the_document()
    {
        var documented = MarkdownTable.Rows(Document, "Items").SelectMany(row => Names(row[^1])).Distinct();

        AssertSame(Metadata("GetMetadata").Except(WellKnownMetadata).Except(PublishMetadata), documented);
    }

    [TestMethod]
    public void Public_targets_are_those_of_the_document()
    {
        AssertSame(PublicTargets, FirstCells("Targets"));
    }

    [TestMethod]
    public void Outputs_of_the_targets_are_those_of_the_document()
    {
        var first = string.Join(' ', MarkdownTable.Section(Document, "Outputs").TakeWhile(line => !line.StartsWith("Labels", StringComparison.Ordinal)));

        AssertSame(OutputProperties.Concat(OutputItems).Concat(Metadata("SetMetadata")), Names(first).Except(PublicTargets));
    }

    [TestMethod]
    public void Names_of_the_document_are_all_known()
    {
        string[] known = [.. Properties, .. Items, .. PublicTargets, .. OutputProperties, .. OutputItems];

        var unknown = OwnNamePattern().Matches(File.ReadAllText(Document)).Select(match => match.Value).Distinct().Except(known);

        Assert.AreEqual(string.Empty, string.Join(' ', unknown));
    }

    [TestMethod]
    public void Defaults_of_the_targets_are_in_the_document()
    {
        var rows = MarkdownTable.Rows(Document, "Properties").ToDictionary(row => Names(row[0]).Single(), row => row[1]);

        // Those that are one plain word; the others are explained.
        var defaults = Targets.Descendants("PropertyGroup").Elements()
            .Where(element => element.Name.LocalName.StartsWith("Lambda", StringComparison.Ordinal) && PlainPattern().IsMatch(element.Value))
            .Where(element => !rows[element.Name.LocalName].Contains($"`{element.Value}`", StringComparison.Ordinal));

        Assert.AreEqual(string.Empty, string.Join(' ', defaults));
    }

    private static IEnumerable<string> FirstCells(string heading) => MarkdownTable.Rows(Document, heading).SelectMany(row => Names(row[0]));

    private static IEnumerable<string> References(Regex pattern) =>
        pattern.Matches(File.ReadAllText(TargetsFile)).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Metadata(string method) => RepositoryFolder.Sources("src/LambdaImage.Tasks")
        .SelectMany(file => Regex.Matches(File.ReadAllText(file), method + "\\(\"(\\w+)\""))
        .Select(match => match.Groups[1].Value)
        .Distinct();

    private static IEnumerable<string> Names(string text) => NamePattern().Matches(text).Select(match => match.Groups[1].Value);

    private static void AssertSame(IEnumerable<string> code, IEnumerable<string> document) => Assert.AreEqual(
        string.Join('\n', code.Order(StringComparer.Ordinal)),
        string.Join('\n', document.Order(StringComparer.Ordinal)));

    [GeneratedRegex(@"\$\((\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex PropertyPattern();

    [GeneratedRegex(@"@\((\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex ItemPattern();

    [GeneratedRegex(@"`(\w+)`", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\b(Generated|Clean|Prune)?Lambda[A-Z]\w*\b", RegexOptions.CultureInvariant)]
    private static partial Regex OwnNamePattern();

    [GeneratedRegex(@"\A[\w./]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPattern();
}
