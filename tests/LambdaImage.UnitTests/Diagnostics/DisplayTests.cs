using LambdaImage.Diagnostics;

namespace LambdaImage.UnitTests.Diagnostics;

[TestClass]
public sealed class DisplayTests
{
    [TestMethod]
    [DataRow("", "''", DisplayName = "empty")]
    [DataRow("hello", "'hello'", DisplayName = "plain")]
    [DataRow("it's", "'it's'", DisplayName = "quote")]
    [DataRow("größe", "'größe'", DisplayName = "letters of other languages")]
    [DataRow("a\nb", @"'a\u000Ab'", DisplayName = "line feed")]
    [DataRow("a\r\tb", @"'a\u000D\u0009b'", DisplayName = "carriage return and tab")]
    [DataRow("\u001b[31m", @"'\u001B[31m'", DisplayName = "escape")]
    [DataRow("\u2028\u2029", @"'\u2028\u2029'", DisplayName = "line and paragraph separator")]
    [DataRow("\u0085", @"'\u0085'", DisplayName = "next line")]
    public void Quote_of_a_value_is_one_printable_line(string value, string quoted)
    {
        Assert.AreEqual(quoted, Display.Quote(value));
    }

    [TestMethod]
    public void Quote_of_200_characters_shows_all()
    {
        var value = new string('a', 200);

        Assert.AreEqual($"'{value}'", Display.Quote(value));
    }

    [TestMethod]
    public void Quote_of_a_long_value_is_cut()
    {
        var value = new string('a', 100_000);

        Assert.AreEqual($"'{value[..200]}…'", Display.Quote(value));
    }

    [TestMethod]
    [DataRow(0, "0 B")]
    [DataRow(999, "999 B")]
    [DataRow(1_000, "1 kB")]
    [DataRow(1_449, "1.4 kB")]
    [DataRow(1_000_000, "1 MB")]
    [DataRow(12_345_678, "12.3 MB")]
    [DataRow(1_000_000_000, "1 GB")]
    [DataRow(5_250_000_000, "5.25 GB")]
    public void Size_of_bytes_is_in_the_unit_that_suits(long bytes, string text)
    {
        Assert.AreEqual(text, Display.Size(bytes));
    }

    [TestMethod]
    [DataRow(0, "0 files")]
    [DataRow(1, "1 file")]
    [DataRow(2, "2 files")]
    [DataRow(20_000, "20000 files")]
    public void Count_of_things_has_the_noun_in_its_number(int count, string text)
    {
        Assert.AreEqual(text, Display.Count(count, "file"));
    }
}
