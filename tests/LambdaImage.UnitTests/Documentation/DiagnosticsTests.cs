using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Documentation;

[TestClass]
public sealed class DiagnosticsTests
{
    private const int LongestLine = 135;

    private static readonly string[] Lines = File.ReadAllLines(RepositoryFolder.At("docs/diagnostics.md"));

    [TestMethod]
    public void Headings_stand_in_the_order_of_their_codes()
    {
        var headings = Lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ToList();

        CollectionAssert.AreEqual(headings.Order(StringComparer.Ordinal).ToList(), headings);
    }

    [TestMethod]
    public void Lines_fit_a_screen()
    {
        Assert.IsEmpty(Lines.Where(line => line.Length > LongestLine));
    }
}
