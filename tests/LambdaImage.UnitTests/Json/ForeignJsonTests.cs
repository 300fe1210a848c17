using System.Text.Json;
using LambdaImage.Engines.Requests;
using LambdaImage.Json;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Json;

[TestClass]
public sealed class ForeignJsonTests
{
    [TestMethod]
    [DataRow("""{"a":[]}""", true)]
    [DataRow("""{"a":{}}""", false)]
    [DataRow("""{"a":null}""", false)]
    [DataRow("""{"A":[]}""", false)]
    [DataRow("""{}""", false)]
    public void Member_is_there_if_it_has_the_kind(string json, bool expected)
    {
        Assert.AreEqual(expected, ForeignJson.Member(Parse(json), "a", JsonValueKind.Array) is not null);
    }

    [TestMethod]
    [DataRow("""{"a":"text"}""", "text")]
    [DataRow("""{"a":""}""", "")]
    [DataRow("""{"a":null}""", null)]
    [DataRow("""{}""", null)]
    public void Text_is_the_members_text(string json, string? expected)
    {
        Assert.AreEqual(expected, ForeignJson.Text(Parse(json), "a"));
    }

    [TestMethod]
    [DataRow("""{"a":5}""")]
    [DataRow("""{"a":["text"]}""")]
    [DataRow("""{"a":"\udc00"}""")]
    public void Text_of_something_else_fails(string json)
    {
        Assert.Throws<JsonException>(() => ForeignJson.Text(Parse(json), "a"));
    }

    [TestMethod]
    [DataRow("""{"a":["x","y"]}""", "x y")]
    [DataRow("""{"a":["x",null,"y"]}""", "x y")]
    [DataRow("""{"a":null}""", "")]
    [DataRow("""{"a":"x"}""", "")]
    [DataRow("""{}""", "")]
    public void Texts_are_those_of_the_list(string json, string expected)
    {
        Assert.AreEqual(expected, string.Join(' ', ForeignJson.Texts(Parse(json), "a")));
    }

    [TestMethod]
    public void Texts_of_something_else_fail()
    {
        Assert.Throws<JsonException>(() => ForeignJson.Texts(Parse("""{"a":["x",5]}"""), "a"));
    }

    [TestMethod]
    public void References_leave_out_what_is_none()
    {
        Assert.AreEqual("hello:latest", string.Join(' ', ImageInspection.References(Parse("""{"a":["<none>:<none>","hello:latest"]}"""), "a")));
    }

    [TestMethod]
    [DataRow("""{"a":{"x":"1","y":null}}""", "[x, 1] [y, ]")]
    [DataRow("""{"a":{"x":"1","x":"2"}}""", "[x, 2]")]
    [DataRow("""{"a":null}""", "")]
    [DataRow("""{"a":["x"]}""", "")]
    public void Pairs_are_those_of_the_object(string json, string expected)
    {
        Assert.AreEqual(expected, string.Join(' ', ForeignJson.Pairs(Parse(json), "a")));
    }

    [TestMethod]
    [DataRow("""{"a":{"x":5}}""")]
    [DataRow("""{"a":{"x":{}}}""")]
    [DataRow("""{"a":{"\ud800":"x"}}""")]
    public void Pairs_of_something_else_fail(string json)
    {
        Assert.Throws<JsonException>(() => ForeignJson.Pairs(Parse(json), "a"));
    }

    [TestMethod]
    [DataRow("text")]
    [DataRow("\"text\"")]
    [DataRow("[{\"a\":\"b\"}]")]
    [DataRow("5")]
    [DataRow("null")]
    public void Members_of_what_is_no_object_are_none(string json)
    {
        var element = json == "text" ? default : Parse(json);

        Assert.IsNull(ForeignJson.Member(element, "a", JsonValueKind.String));
        Assert.IsNull(ForeignJson.Text(element, "a"));
        Assert.IsNull(ForeignJson.TextOrNull(element, "a"));
        Assert.IsNull(ForeignJson.Number(element, "a"));
        Assert.IsEmpty(ForeignJson.Texts(element, "a"));
        Assert.IsEmpty(ForeignJson.Pairs(element, "a"));
        Assert.Throws<JsonException>(() => ForeignJson.Required(element, "a"));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("{")]
    [DataRow("{} {}")]
    [DataRow("{}x")]
    [DataRow("[\"\\ud800\"]")]
    [DataRow("[\"\\uDFFFx\"]")]
    [DataRow("[\"\\ud83d\\u0041\"]")]
    [DataRow("{\"\\ud800\":1}")]
    [DataRow("{\"a\":[{\"b\":\"\\udc00\"}]}")]
    public void Parse_of_what_can_not_be_read_fails(string json)
    {
        Assert.Throws<JsonException>(() => ForeignJson.Parse(json));
    }

    [TestMethod]
    public void Parse_of_a_document_that_is_too_deep_fails()
    {
        Assert.Throws<JsonException>(() => ForeignJson.Parse(new string('[', 100_000)));
        Assert.Throws<JsonException>(() => ForeignJson.Parse(new string('[', 65) + new string(']', 65)));
    }

    [TestMethod]
    [DataRow("{\"a\":\"\\ud83d\\ude00\"}", "\ud83d\ude00")]
    [DataRow("{\"a\":\"\\uD83D\\uDE00\"}", "\ud83d\ude00")]
    [DataRow("{\"a\":\"\ud83d\ude00\"}", "\ud83d\ude00")]
    [DataRow("\ufeff{\"a\":\"x\"}", "x")]
    [DataRow(" {\"a\":\"x\"}\r\n", "x")]
    [DataRow("{\"a\":\"x\",\"a\":\"y\"}", "y")]
    public void Parse_reads_what_is_well_formed(string json, string expected)
    {
        Assert.AreEqual(expected, ForeignJson.Text(ForeignJson.Parse(json), "a"));
    }

    [TestMethod]
    public void Parse_of_bytes_that_are_not_utf8_replaces_them()
    {
        Assert.AreEqual("\ufffdo such image", ForeignJson.Text(ForeignJson.Parse([.. "{\"a\":\""u8, 0x80, .. "o such image\"}"u8]), "a"));
    }

    [TestMethod]
    public void ReadFile_of_a_file_that_is_too_large_fails()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder.At("large")))
        {
            file.SetLength(17 * 1024 * 1024);
        }

        Assert.Throws<JsonException>(() => ForeignJson.ReadFile(folder.At("large")));
    }

    private static JsonElement Parse(string json) => ForeignJson.Parse(json);
}
