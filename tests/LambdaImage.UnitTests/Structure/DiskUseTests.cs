using LambdaImage.Diagnostics;

namespace LambdaImage.UnitTests.Structure;

/// <summary>
/// One namespace touches the host's files. Tests let each of its operations fail; an operation done elsewhere would never be tried.
/// </summary>
[TestClass]
public sealed class DiskUseTests
{
    private static readonly HashSet<string> Operations = new(StringComparer.Ordinal)
    {
        "System.IO.File", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.RandomAccess",
    };

    [TestMethod]
    public void Files_are_touched_by_the_namespace_of_caches_alone()
    {
        using var assembly = new CompiledAssembly(typeof(DiagnosticDescriptor).Assembly.Location);

        var touching = assembly.Uses()
            .Where(type => !type.Key.StartsWith("LambdaImage.Caching.", StringComparison.Ordinal) && type.Value.Overlaps(Operations))
            .Select(type => $"{type.Key} uses {string.Join(" and ", type.Value.Intersect(Operations))}");

        Assert.AreEqual(string.Empty, string.Join('\n', touching));
    }
}
