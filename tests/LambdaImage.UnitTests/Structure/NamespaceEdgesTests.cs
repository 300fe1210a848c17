using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Structure;

/// <summary>What was compiled keeps to <see cref="NamespaceEdges"/>.</summary>
[TestClass]
public sealed class NamespaceEdgesTests
{
    private const string Root = "LambdaImage.";

    // Beside the tests' own output folder, for the same configuration.
    private static readonly string Output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
    private static readonly string TasksAssembly = Path.Combine(Output, "..", "..", "LambdaImage.Tasks", Path.GetFileName(Output), "LambdaImage.Tasks.dll");

    [TestMethod]
    public void Table_goes_one_way()
    {
        var above = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, uses) in NamespaceEdges.Allowed)
        {
            Assert.IsEmpty(Split(uses).Where(used => !above.Contains(used)), name);
            Assert.IsTrue(above.Add(name), name);
        }
    }

    [TestMethod]
    public void Namespaces_use_each_other_exactly_as_the_table_says()
    {
        var allowed = NamespaceEdges.Allowed.SelectMany(row => Split(row.Uses).Select(used => $"{row.Name} -> {used}")).Order(StringComparer.Ordinal);

        var found = Edges(typeof(DiagnosticDescriptor).Assembly.Location).Concat(Edges(TasksAssembly));

        Assert.AreEqual(string.Join('\n', allowed), string.Join('\n', found.Distinct().Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Picture_in_the_docs_shows_the_table()
    {
        var drawn = Path.Combine(Path.GetTempPath(), "lambdaimage-architecture.svg");
        if (File.ReadAllText(RepositoryFolder.At("docs/development/architecture.svg")) != NamespacePicture.Draw())
        {
            File.WriteAllText(drawn, NamespacePicture.Draw());
            Assert.Fail($"docs/development/architecture.svg shows another table. The right one is {drawn}: copy it there.");
        }
    }

    [TestMethod]
    public void Text_in_the_docs_tells_of_each_namespace()
    {
        var text = File.ReadAllText(RepositoryFolder.At("docs/development/architecture.md"));

        Assert.IsEmpty(NamespaceEdges.Allowed.Where(row => !text.Contains($"| `{row.Name}` |", StringComparison.Ordinal)).Select(row => row.Name));
    }

    private static IEnumerable<string> Edges(string assembly)
    {
        using var compiled = new CompiledAssembly(assembly);
        return
        [
            .. from type in compiled.Uses()
               where type.Key.StartsWith(Root, StringComparison.Ordinal)
               from used in type.Value
               where used.StartsWith(Root, StringComparison.Ordinal) && NamespaceOf(used) != NamespaceOf(type.Key)
               select $"{NamespaceOf(type.Key)} -> {NamespaceOf(used)}",
        ];
    }

    private static string NamespaceOf(string type) => type[Root.Length..].Split('.')[0];

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
