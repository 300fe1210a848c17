using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LambdaImage.Caching;

namespace LambdaImage.Json;

/// <summary>
/// The one way to read JSON that others wrote: engines, registries, AWS, the Docker CLI, credential helpers, source control. Whatever the
/// bytes are, a read gives a value or throws <see cref="JsonException"/>. What is missing and what is null are the same.
/// </summary>
internal static class ForeignJson
{
    // What is read here is some kilobytes; a config.json with many registries is a little more.
    private const int LargestFile = 16 * 1024 * 1024;
    private const int Deepest = 64;
    private const string HalfOfAPair = "one of its texts holds half a surrogate pair";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a document. Bytes that are not UTF-8 become replacement characters, as in messages that engines quote.</summary>
    /// <param name="bytes">The document.</param>
    /// <returns>Its root. Every name and text in it can be read.</returns>
    /// <exception cref="JsonException">It is not JSON, is too deep, or holds half a surrogate pair.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> bytes)
    {
        bytes = Utf8Of(bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Deepest });
        var root = JsonElement.ParseValue(ref reader);
        if (reader.Read())
        {
            throw new JsonException("there is more after its end");
        }

        if (MayHoldSurrogates(bytes))
        {
            CheckTexts(root);
        }

        return root;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="text">The document.</param>
    /// <returns>Its root. Every name and text in it can be read.</returns>
    /// <exception cref="JsonException">It is not JSON, is too deep, or holds half a surrogate pair.</exception>
    public static JsonElement Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its root. Every name and text in it can be read.</returns>
    /// <exception cref="JsonException">It is not JSON, is too large or too deep, or holds half a surrogate pair.</exception>
    /// <exception cref="IOException">It can't be read. <see cref="Disk.IsFailure"/> tells the other exceptions that say so.</exception>
    public static JsonElement ReadFile(string path)
    {
        var bytes = Disk.ReadStart(path, LargestFile + 1);
        return bytes.Length <= LargestFile ? Parse(bytes) : throw new JsonException("it is too large");
    }

    /// <summary>Reads the members of a file that people write: it can hold comments, and commas before closing brackets.</summary>
    /// <param name="bytes">The document.</param>
    /// <returns>The members of its root by name. Of members of the same name, the last counts.</returns>
    /// <exception cref="JsonException">It is not JSON, is no object, is too deep, or holds half a surrogate pair.</exception>
    public static IReadOnlyDictionary<string, JsonMember> Members(ReadOnlySpan<byte> bytes)
    {
        bytes = Utf8Of(bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Deepest, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("it is no object", path: null, lineNumber: 0, bytePositionInLine: 0);
        }

        var members = new Dictionary<string, JsonMember>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = NameOf(ref reader);
            reader.Read();
            var value = JsonElement.ParseValue(ref reader);
            CheckTexts(value);
            var before = bytes[..start];
            members[name] = new(value, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
        }

        return reader.Read() ? throw new JsonException("there is more after its end") : members;
    }

    /// <summary>A member of some kind.</summary>
    /// <param name="element">The object; nothing else has members.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>The member, or <see langword="null"/> if there is none of the kind.</returns>
    public static JsonElement? Member(JsonElement element, string name, JsonValueKind kind) =>
        Member(element, name) is { } member && member.ValueKind == kind ? member : null;

    /// <summary>A member that is an object.</summary>
    /// <param name="element">The object that has it.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The member.</returns>
    /// <exception cref="JsonException">There is no such member.</exception>
    public static JsonElement Required(JsonElement element, string name) =>
        Member(element, name, JsonValueKind.Object) ?? throw new JsonException($"it has no object '{name}'");

    /// <summary>A member that is a text.</summary>
    /// <param name="element">The object; nothing else has members.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The text, or <see langword="null"/>.</returns>
    /// <exception cref="JsonException">It is something else.</exception>
    public static string? Text(JsonElement element, string name) => Member(element, name) is { } member ? Text(member) : null;

    /// <summary>A member that may be a text.</summary>
    /// <param name="element">The object; nothing else has members.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The text, or <see langword="null"/> if it is something else, too.</returns>
    public static string? TextOrNull(JsonElement element, string name) => Member(element, name, JsonValueKind.String)?.GetString();

    /// <summary>A member that is a whole number.</summary>
    /// <param name="element">The object; nothing else has members.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The number, or <see langword="null"/> if it is something else, or too large.</returns>
    public static long? Number(JsonElement element, string name) =>
        Member(element, name, JsonValueKind.Number) is { } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>A member that is a list of texts.</summary>
    /// <param name="element">The object; nothing else has members.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The texts, none of them null.</returns>
    /// <exception cref="JsonException">One is something else.</exception>
    public static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        Member(element, name, JsonValueKind.Array) is { } list ? [.. list.EnumerateArray().Select(Text).OfType<string>()] : [];

    /// <summary>A member whose members are texts.</summary>
    /// <param name="element">The object; nothing else has members.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The texts by name.</returns>
    /// <exception cref="JsonException">One is something else.</exception>
    public static IReadOnlyDictionary<string, string> Pairs(JsonElement element, string name)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Member(element, name, JsonValueKind.Object) is { } members)
        {
            foreach (var member in members.EnumerateObject())
            {
                pairs[member.Name] = Text(member.Value) ?? string.Empty;
            }
        }

        return pairs;
    }

    /// <summary>The names of a member's members.</summary>
    /// <param name="element">The object; nothing else has members.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The names, none if it is something else.</returns>
    public static IReadOnlyList<string> Names(JsonElement element, string name) =>
        Member(element, name, JsonValueKind.Object) is { } members ? [.. members.EnumerateObject().Select(member => member.Name).Distinct(StringComparer.Ordinal)] : [];

    private static ReadOnlySpan<byte> Utf8Of(ReadOnlySpan<byte> bytes)
    {
        var content = bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
        return Utf8.IsValid(content) ? content : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content));
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(HalfOfAPair, exception);
        }
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Null => null,
        _ => throw new JsonException("what should be a text is something else"),
    };

    // JSON's grammar takes an escape for half a surrogate pair (\ud800 to \udfff), and then the text can't be read.
    private static bool MayHoldSurrogates(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\\ud"u8) >= 0 || bytes.IndexOf("\\uD"u8) >= 0;

    private static void CheckTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                Check(element.GetString);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    CheckTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Check(() => member.Name);
                    CheckTexts(member.Value);
                }

                break;
        }
    }

    private static void Check(Func<string?> read)
    {
        try
        {
            read();
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(HalfOfAPair, exception);
        }
    }
}
