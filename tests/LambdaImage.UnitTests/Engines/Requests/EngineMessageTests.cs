using LambdaImage.Engines.Requests;

namespace LambdaImage.UnitTests.Engines.Requests;

[TestClass]
public sealed class EngineMessageTests
{
    [TestMethod]
    [DataRow("", DisplayName = "empty")]
    [DataRow("   ", DisplayName = "blanks")]
    [DataRow("null", DisplayName = "null")]
    [DataRow("[]", DisplayName = "array")]
    [DataRow("[{\"stream\":\"x\"}]", DisplayName = "array of messages")]
    [DataRow("\"text\"", DisplayName = "string")]
    [DataRow("42", DisplayName = "number")]
    [DataRow("true", DisplayName = "boolean")]
    [DataRow("{}", DisplayName = "empty object")]
    [DataRow("{\"unknown\":1}", DisplayName = "unknown key")]
    [DataRow("{\"stream\":null,\"error\":null,\"errorDetail\":null,\"aux\":null}", DisplayName = "nulls")]
    [DataRow("{\"stream\":1,\"error\":[],\"errorDetail\":\"x\",\"id\":{}}", DisplayName = "other types")]
    [DataRow("{\"errorDetail\":{}}", DisplayName = "empty detail")]
    [DataRow("{\"aux\":{}}", DisplayName = "empty aux")]
    [DataRow("{\"progressDetail\":{\"current\":5}}", DisplayName = "progress of nothing")]
    [DataRow("<html>", DisplayName = "HTML")]
    [DataRow("{\"stream\":\"cut", DisplayName = "cut off")]
    [DataRow("{\"stream\":\"a\"} trailing", DisplayName = "with more after it")]
    [DataRow("\uFEFF{}", DisplayName = "byte order mark")]
    public void Parse_of_a_line_without_message_is_none(string line)
    {
        Assert.IsNull(EngineMessage.Parse(line));
    }

    [TestMethod]
    [DataRow("{\"stream\":\"Step 1/2 : FROM x\\n\"}", "Step 1/2 : FROM x\n")]
    [DataRow("{\"status\":\"Pulling\"}", "Pulling")]
    [DataRow("{\"stream\":\"a\",\"status\":\"b\"}", "a")]
    [DataRow("{\"unknown\":{\"deep\":[1]},\"stream\":\"a\"}", "a")]
    [DataRow("  {\"stream\":\"größe\"}  ", "größe")]
    [DataRow("{\"stream\":\"\"}", "")]
    public void Parse_of_a_message_finds_its_text(string line, string text)
    {
        Assert.AreEqual(text, EngineMessage.Parse(line)?.Text);
    }

    [TestMethod]
    [DataRow("{\"error\":\"no space\"}")]
    [DataRow("{\"errorDetail\":{\"message\":\"no space\"}}")]
    [DataRow("{\"error\":\"no space\",\"errorDetail\":{\"message\":\"longer\"}}")]
    [DataRow("{\"error\":null,\"errorDetail\":{\"code\":1,\"message\":\"no space\"}}")]
    [DataRow("{\"stream\":\"a\",\"error\":\"no space\"}")]
    public void Parse_of_a_message_finds_its_error(string line)
    {
        Assert.AreEqual("no space", EngineMessage.Parse(line)?.Error);
    }

    [TestMethod]
    [DataRow("{\"id\":\"abc\"}")]
    [DataRow("{\"aux\":{\"ID\":\"abc\"}}")]
    public void Parse_of_a_message_finds_its_id(string line)
    {
        Assert.AreEqual("abc", EngineMessage.Parse(line)?.Id);
    }

    [TestMethod]
    [DataRow("{\"status\":\"a\",\"progressDetail\":{\"current\":5,\"total\":9}}", 5L)]
    [DataRow("{\"status\":\"a\",\"progressDetail\":{}}", null)]
    [DataRow("{\"status\":\"a\",\"progressDetail\":{\"current\":\"5\"}}", null)]
    [DataRow("{\"status\":\"a\",\"progressDetail\":{\"current\":1e99}}", null)]
    [DataRow("{\"status\":\"a\",\"progressDetail\":null}", null)]
    public void Parse_of_a_message_finds_how_much_is_done(string line, long? current)
    {
        Assert.AreEqual(current, EngineMessage.Parse(line)?.Current);
    }

    [TestMethod]
    public void Parse_of_half_a_surrogate_pair_is_tolerated()
    {
        Assert.IsNull(EngineMessage.Parse("{\"stream\":\"\\ud800\"}")?.Error);
    }
}
