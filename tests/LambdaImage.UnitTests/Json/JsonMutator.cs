using System.Text;
using System.Text.RegularExpressions;

namespace LambdaImage.UnitTests.Json;

/// <summary>Damages JSON as programs, proxies and attackers do. Equal seeds give equal damage.</summary>
internal static partial class JsonMutator
{
    private static readonly string[] Values =
    [
        "null", "true", "5", "-1", "0.5", "1e400", "99999999999999999999999999", "\"\"", "\"text\"", "[]", "{}", "[null]", "[5]", "[\"\"]", "[{}]",
        "{\"a\":5}", "{\"\":null}", "\"\\ud800\"", "\"\\udfffx\"", "[\"\\ud83d\"]", "{\"\\ud800\":\"x\"}", "\"\\u0000\"", "\"\\n\\r\\t\"", "\"../../etc/passwd\"",
        "\"<none>:<none>\"", "\"sha256:\"", "\"http://[\"", "\"unix://\"", "\"=\"", new string('[', 100), new string('[', 100) + new string(']', 100),
        "\"" + new string('x', 100_000) + "\"", "",
    ];

    public static byte[] Mutate(string json, int seed)
    {
        var random = new Random(seed);
        var text = json;
        for (var i = random.Next(3); i >= 0; i--)
        {
            text = MutateToken(text, random);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(6) switch
        {
            0 => bytes[..random.Next(bytes.Length + 1)],
            1 => WithByte(bytes, random, (byte)random.Next(0x80, 0x100)),
            2 => WithByte(bytes, random, (byte)random.Next(0x80)),
            3 => [0xEF, 0xBB, 0xBF, .. bytes],
            _ => bytes,
        };
    }

    private static string MutateToken(string text, Random random)
    {
        var tokens = TokenPattern().Matches(text);
        if (tokens.Count == 0)
        {
            return text;
        }

        var token = tokens[random.Next(tokens.Count)];
        var with = random.Next(8) == 0 ? token.Value + "," + token.Value : Values[random.Next(Values.Length)];
        return text[..token.Index] + with + text[(token.Index + token.Length)..];
    }

    private static byte[] WithByte(byte[] bytes, Random random, byte value)
    {
        var place = random.Next(bytes.Length + 1);
        return [.. bytes[..place], value, .. bytes[place..]];
    }

    // Texts, numbers, words, and lists and objects that hold no other.
    [GeneratedRegex("""\"(?:[^\"\\]|\\.)*\"|-?\d+|\b[a-z]+\b|\[[^\[\]{}]*\]|\{[^\[\]{}]*\}""")]
    private static partial Regex TokenPattern();
}
