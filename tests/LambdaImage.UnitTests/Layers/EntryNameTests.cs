using LambdaImage.Diagnostics;
using LambdaImage.Layers;

namespace LambdaImage.UnitTests.Layers;

[TestClass]
public sealed class EntryNameTests
{
    [TestMethod]
    [DataRow(0xD800)]
    [DataRow(0xDC00)]
    public void Problem_of_a_name_with_half_of_a_pair_is_told(int half)
    {
        Assert.AreEqual("it is not valid Unicode", EntryName.Problem($"a{(char)half}b"));
        Assert.AreEqual("it is not valid Unicode", EntryName.Problem($"a{(char)half}"));
    }

    [TestMethod]
    [DataRow("a")]
    [DataRow("a b/c'd\"e")]
    [DataRow("größe/日本/\U0001F600")]
    [DataRow(".hidden")]
    [DataRow(".wh")]
    [DataRow("a.wh.b")]
    [DataRow("..a")]
    [DataRow("-rf")]
    [DataRow("$(id)")]
    [DataRow("back\\slash")]
    public void Problem_of_an_ordinary_name_is_none(string path)
    {
        Assert.IsNull(EntryName.Problem(path));
    }

    [TestMethod]
    [DataRow(".wh.a", "delete")]
    [DataRow("lib/.wh.a", "delete")]
    [DataRow("lib/.wh..wh..opq", "delete")]
    [DataRow("lib/.wh.dir/a", "delete")]
    [DataRow("a\nb", "control")]
    [DataRow("a\0", "control")]
    [DataRow("\u0085", "control")]
    [DataRow("a\u007f", "control")]
    [DataRow("a\uFFFDb", "UTF-8")]
    public void Problem_of_a_name_that_an_image_can_not_hold_says_why(string path, string why)
    {
        Assert.Contains(why, EntryName.Problem(path)!);
    }

    [TestMethod]
    [DataRow(255, 1)]
    [DataRow(127, 2)]
    [DataRow(85, 3)]
    public void Problem_of_a_part_at_the_limit_in_bytes_is_none(int characters, int bytesEach)
    {
        Assert.IsNull(EntryName.Problem("lib/" + Text(characters, bytesEach)));
    }

    [TestMethod]
    [DataRow(256, 1)]
    [DataRow(128, 2)]
    [DataRow(86, 3)]
    public void Problem_of_a_part_over_the_limit_in_bytes_says_so(int characters, int bytesEach)
    {
        Assert.Contains("255 bytes", EntryName.Problem("lib/" + Text(characters, bytesEach))!);
    }

    [TestMethod]
    public void Problem_of_a_path_over_the_limit_says_so()
    {
        var path = string.Join('/', Enumerable.Repeat(new string('a', 100), 41));

        Assert.Contains("4095 bytes", EntryName.Problem(path)!);
    }

    [TestMethod]
    public void Check_of_a_name_with_a_problem_fails()
    {
        Expect.Failure(DiagnosticCodes.InvalidEntryName, () => EntryName.Check(".wh.a"));
    }

    private static string Text(int characters, int bytesEach) => new(bytesEach switch { 1 => 'a', 2 => 'ä', _ => '日' }, characters);
}
