using System.Text.RegularExpressions;
using System.Xml.Linq;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Structure;

/// <summary>What the targets pass by name is what the code reads: a name that only one of them knows would be a property that counts for nothing.</summary>
[TestClass]
public sealed class PassedPropertiesTests
{
    private static readonly XDocument Targets = XDocument.Load(RepositoryFolder.At("build/LambdaImage.Tasks.targets"));
    private static readonly string[] Library = [.. RepositoryFolder.Sources("src/LambdaImage")];

    private static readonly string Reads = string.Join(
        '|', typeof(ProjectProperties).GetMethods().Where(method => method.DeclaringType == typeof(ProjectProperties) && !method.IsSpecialName).Select(method => method.Name));

    [TestMethod]
    [DataRow("LambdaImage", "BuildLambdaImage")]
    [DataRow("CleanLambdaImage", "RemoveLambdaImage")]
    [DataRow("PruneLambdaImages", "PruneLambdaImages")]
    public void Properties_that_a_target_passes_are_those_that_its_task_reads(string target, string task)
    {
        // Of the library, only the task that builds has properties read.
        string[] sources = [At("EngineTask"), At(task), .. task == "BuildLambdaImage" ? Library : []];

        var read = sources.SelectMany(file => Calls(file, "\"(\\w+)\"")).Select(match => match.Groups[2].Value).Distinct();

        Assert.AreEqual(Lines(Passed(target)), Lines(read));
    }

    [TestMethod]
    public void Properties_are_read_by_names_that_are_written_out()
    {
        // The test above finds no others.
        var others = Library.Concat(RepositoryFolder.Sources("src/LambdaImage.Tasks")).SelectMany(file => Calls(file, "(?!\")"));

        Assert.IsEmpty(others.Select(match => match.Value));
    }

    [TestMethod]
    public void Lists_of_properties_start_empty()
    {
        // Targets of one build share the items: those of CleanLambdaImage would be there when LambdaImage adds its own.
        var firsts = Targets.Descendants("ItemGroup").Select(group => group.Elements("_LambdaImageProperty").FirstOrDefault()).OfType<XElement>();

        Assert.AreEqual("3", $"{firsts.Count(first => first.Attribute("Remove")?.Value == "@(_LambdaImageProperty)")}");
    }

    private static string At(string task) => RepositoryFolder.At($"src/LambdaImage.Tasks/{task}.cs");

    private static IEnumerable<string> Passed(string target) => Targets.Descendants("Target")
        .Single(element => element.Attribute("Name")!.Value == target)
        .Descendants("_LambdaImageProperty")
        .Select(item => item.Attribute("Include")?.Value)
        .OfType<string>();

    private static MatchCollection Calls(string file, string name) =>
        Regex.Matches(File.ReadAllText(file), $@"\b[Pp]ro(?:perties|ject)\.({Reads})(?:<\w+>)?\({name}");

    private static string Lines(IEnumerable<string> names) => string.Join('\n', names.Order(StringComparer.Ordinal));
}
