using LambdaImage.Specification.Reading.ToolsDefaults;

namespace LambdaImage.UnitTests.Specification.ToolsDefaults;

[TestClass]
public sealed class SettingListsTests
{
    [TestMethod]
    [DataRow("A=1", "A>1")]
    [DataRow("A=1;B=2", "A>1|B>2")]
    [DataRow("A=1;B=2;", "A>1|B>2")]
    [DataRow("A=1=2;B=", "A>1=2|B>")]
    [DataRow("A", "A>")]
    [DataRow("\"A\"=\"1\";\"B\"=\"2\"", "A>1|B>2")]
    [DataRow("A=\"1;2\";B=\"x=y\"", "A>1;2|B>x=y")]
    [DataRow("A=\"1\" and more;B=2", "A>1|B>2")]
    [DataRow("A=;B=2", "A>|B>2")]
    [DataRow("", "")]
    public void Pairs_are_those_that_the_tools_of_AWS_read(string text, string expected)
    {
        var pairs = SettingLists.Pairs(text)!;

        Assert.AreEqual(expected, string.Join('|', pairs.Select(pair => $"{pair.Name}>{pair.Value}")));
    }

    [TestMethod]
    [DataRow("=1")]
    [DataRow("\"A=1")]
    [DataRow("A=\"1")]
    [DataRow("\"\"=1")]
    public void Pairs_without_a_name_or_with_an_open_quote_are_none(string text) => Assert.IsNull(SettingLists.Pairs(text));

    [TestMethod]
    [DataRow("a", "a")]
    [DataRow("a,b", "a|b")]
    [DataRow(" a , \"b\" ,", "a|b")]
    [DataRow("", "")]
    public void Commas_separate(string text, string expected) => Assert.AreEqual(expected, string.Join('|', SettingLists.Commas(text)));
}
