using System.Text.Json;
using LambdaImage.Engine;

namespace LambdaImage.UnitTests.Engine;

[TestClass]
public sealed class EngineJsonTests
{
    [TestMethod]
    [DataRow("""{"a":[]}""", true)]
    [DataRow("""{"a":{}}""", false)]
    [DataRow("""{"a":null}""", false)]
    [DataRow("""{"A":[]}""", false)]
    [DataRow("""{}""", false)]
    public void Member_is_there_if_it_has_the_kind(string json, bool expected)
    {
        Assert.AreEqual(expected, EngineJson.Member(Parse(json), "a", JsonValueKind.Array) is not null);
    }

    [TestMethod]
    [DataRow("""{"a":"text"}""", "text")]
    [DataRow("""{"a":""}""", "")]
    [DataRow("""{"a":null}""", null)]
    [DataRow("""{}""", null)]
    public void Text_is_the_members_text(string json, string? expected)
    {
        Assert.AreEqual(expected, EngineJson.Text(Parse(json), "a"));
    }

    [TestMethod]
    [DataRow("""{"a":5}""")]
    [DataRow("""{"a":["text"]}""")]
    [DataRow("""{"a":"\udc00"}""")]
    public void Text_of_something_else_fails(string json)
    {
        Assert.Throws<JsonException>(() => EngineJson.Text(Parse(json), "a"));
    }

    [TestMethod]
    [DataRow("""{"a":["x","y"]}""", "x y")]
    [DataRow("""{"a":["x",null,"y"]}""", "x y")]
    [DataRow("""{"a":null}""", "")]
    [DataRow("""{"a":"x"}""", "")]
    [DataRow("""{}""", "")]
    public void Texts_are_those_of_the_list(string json, string expected)
    {
        Assert.AreEqual(expected, string.Join(' ', EngineJson.Texts(Parse(json), "a")));
    }

    [TestMethod]
    public void Texts_of_something_else_fail()
    {
        Assert.Throws<JsonException>(() => EngineJson.Texts(Parse("""{"a":["x",5]}"""), "a"));
    }

    [TestMethod]
    public void References_leave_out_what_is_none()
    {
        Assert.AreEqual("hello:latest", string.Join(' ', EngineJson.References(Parse("""{"a":["<none>:<none>","hello:latest"]}"""), "a")));
    }

    [TestMethod]
    [DataRow("""{"a":{"x":"1","y":null}}""", "[x, 1] [y, ]")]
    [DataRow("""{"a":{"x":"1","x":"2"}}""", "[x, 2]")]
    [DataRow("""{"a":null}""", "")]
    [DataRow("""{"a":["x"]}""", "")]
    public void Pairs_are_those_of_the_object(string json, string expected)
    {
        Assert.AreEqual(expected, string.Join(' ', EngineJson.Pairs(Parse(json), "a")));
    }

    [TestMethod]
    [DataRow("""{"a":{"x":5}}""")]
    [DataRow("""{"a":{"x":{}}}""")]
    [DataRow("""{"a":{"\ud800":"x"}}""")]
    public void Pairs_of_something_else_fail(string json)
    {
        Assert.Throws<JsonException>(() => EngineJson.Pairs(Parse(json), "a"));
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
