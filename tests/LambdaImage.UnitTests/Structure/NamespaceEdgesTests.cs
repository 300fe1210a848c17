using LambdaImage.Diagnostics;

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
