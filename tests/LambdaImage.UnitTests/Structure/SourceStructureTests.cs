using System.Text.RegularExpressions;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Structure;

[TestClass]
public sealed partial class SourceStructureTests
{
    private const int LongestFile = 300;
    private const int MostFiles = 15;

    [TestMethod]
    public void Library_does_not_reference_msbuild()
    {
        var references = typeof(DiagnosticCodes).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.DoesNotContain(name => name.StartsWith("Microsoft.Build", StringComparison.Ordinal), references);
    }

    [TestMethod]
    public void Library_project_names_no_msbuild_package()
    {
        var project = File.ReadAllText(RepositoryFolder.At("src/LambdaImage/LambdaImage.csproj"));

        Assert.DoesNotContain("Microsoft.Build", project);
    }

    [TestMethod]
    [DataRow("src")]
    [DataRow("tests")]
    public void Files_are_shorter_than_300_lines(string folder)
    {
        var tooLong = RepositoryFolder.Sources(folder)
            .Select(file => (Name: Path.GetFileName(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines >= LongestFile);

        Assert.AreEqual(string.Empty, string.Join("; ", tooLong.Select(file => $"{file.Name}: {file.Lines}")));
    }

    [TestMethod]
    public void Folders_hold_few_files_each_of_the_namespace_of_its_folder()
    {
        foreach (var folder in RepositoryFolder.Sources("src").GroupBy(file => Path.GetDirectoryName(file)!))
        {
            Assert.IsLessThanOrEqualTo(MostFiles, folder.Count(), folder.Key);
            var name = Path.GetRelativePath(RepositoryFolder.At("src"), folder.Key).Replace('/', '.');

            // MSBuild knows the attribute by its full name.
            var strangers = folder.Where(file => Path.GetFileName(file) != "MSBuildMultiThreadableTaskAttribute.cs" && !Regex.IsMatch(File.ReadAllText(file), $"^namespace {Regex.Escape(name)};", RegexOptions.Multiline));
            Assert.AreEqual(string.Empty, string.Join("; ", strangers));
        }
    }

    [TestMethod]
    public void Sources_wait_for_events_and_never_sleep()
    {
        // That a service on the network may respond better later is no event, and Windows has none for a file that is closed.
        // These two wait for them, a bounded number of times.
        var sleepers = RepositoryFolder.Sources("src")
            .Where(file => Path.GetFileName(file) is not ("Backoff.cs" or "AtomicFile.cs") && SleepPattern().IsMatch(File.ReadAllText(file)));

        Assert.AreEqual(string.Empty, string.Join("; ", sleepers.Select(file => Path.GetFileName(file))));
    }

    [TestMethod]
    public void Sources_read_json_in_one_place()
    {
        var readers = RepositoryFolder.Sources("src")
            .Where(file => Path.GetFileName(file) != "ForeignJson.cs" && JsonReadingPattern().IsMatch(File.ReadAllText(file)));

        Assert.AreEqual(string.Empty, string.Join("; ", readers.Select(file => Path.GetFileName(file))));
    }

    [TestMethod]
    public void Library_reads_no_environment_and_no_current_folder()
    {
        var readers = RepositoryFolder.Sources("src").Where(file => SurroundingsPattern().IsMatch(File.ReadAllText(file)));

        Assert.AreEqual(string.Empty, string.Join("; ", readers.Select(file => Path.GetFileName(file))));
    }

    [TestMethod]
    [DataRow("src")]
    [DataRow("tests")]
    public void Sources_hold_no_path_of_the_machine(string folder)
    {
        var here = RepositoryFolder.Path;

        var holders = RepositoryFolder.Sources(folder).Where(file => File.ReadAllText(file).Contains(here, StringComparison.Ordinal));

        Assert.AreEqual(string.Empty, string.Join("; ", holders.Select(file => Path.GetFileName(file))));
    }

    [GeneratedRegex(@"\b(Thread\.Sleep|Task\.Delay|SpinWait|Thread\.SpinWait)\b", RegexOptions.CultureInvariant)]
    private static partial Regex SleepPattern();

    [GeneratedRegex(@"\b(JsonDocument|JsonNode|JsonObject|JsonArray|Utf8JsonReader|JsonSerializer\.Deserialize|JsonElement\.(Try)?Parse)", RegexOptions.CultureInvariant)]
    private static partial Regex JsonReadingPattern();

    [GeneratedRegex(@"\b(Environment\.(Get|Set|Expand)|Environment\.CurrentDirectory|Directory\.GetCurrentDirectory|Path\.GetTempPath)", RegexOptions.CultureInvariant)]
    private static partial Regex SurroundingsPattern();
}
