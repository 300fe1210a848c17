using LambdaImage.Specification.Names;

namespace LambdaImage.UnitTests.Specification.Names;

[TestClass]
public sealed class GlobTests
{
    [TestMethod]
    [DataRow("a.txt", "a.txt", true)]
    [DataRow("a.txt", "b/a.txt", false)]
    [DataRow("*.txt", "a.txt", true)]
    [DataRow("*.txt", "b/a.txt", false)]
    [DataRow("*.txt", ".txt", true)]
    [DataRow("*.txt", "a.txt.zip", false)]
    [DataRow("a*b*c", "aXbYbZc", true)]
    [DataRow("a*b*c", "aXbYbZ", false)]
    [DataRow("?.txt", "a.txt", true)]
    [DataRow("?.txt", "ab.txt", false)]
    [DataRow("*.*", "name", true)]
    [DataRow("**/*.txt", "a.txt", true)]
    [DataRow("**/*.txt", "b/c/a.txt", true)]
    [DataRow("b/**", "b/c/a.txt", true)]
    [DataRow("b/**", "b", true)]
    [DataRow("b/**", "bc/a.txt", false)]
    [DataRow("b/**/d/*.txt", "b/d/a.txt", true)]
    [DataRow("b/**/d/*.txt", "b/c/d/d/a.txt", true)]
    [DataRow("b/**/d/*.txt", "b/c/a.txt", false)]
    [DataRow(@"b\*.txt", "b/a.txt", true)]
    [DataRow("./b//a.txt", "b/a.txt", true)]
    [DataRow("A.txt", "a.txt", false)]
    [DataRow("größe/*", "größe/ä", true)]
    public void IsMatch_compares_names_of_a_path(string pattern, string path, bool matches) =>
        Assert.AreEqual(matches, new Glob(pattern).IsMatch(path));

    [TestMethod]
    public void IsMatch_ignores_case_if_asked_to() => Assert.IsTrue(new Glob("Layers/*.ZIP", ignoresCase: true).IsMatch("layers/Tools.zip"));

    [TestMethod]
    [DataRow("tests", "tests/a/b.py", true)]
    [DataRow("**/tests", "a/tests/b.py", true)]
    [DataRow("tests", "a/tests/b.py", false)]
    [DataRow("*.py", "a.py", true)]
    public void IsMatchOrBelow_matches_what_a_folder_holds(string pattern, string path, bool matches) =>
        Assert.AreEqual(matches, new Glob(pattern).IsMatchOrBelow(path));
}
