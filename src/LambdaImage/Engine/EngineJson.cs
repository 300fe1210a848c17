using System.Text.Json;
using LambdaImage.References;

namespace LambdaImage.Engine;

/// <summary>Members of the engines' answers. What is missing and what is null are the same to them.</summary>
internal static class EngineJson
{
    /// <summary>A member of some kind.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>The member, or <see langword="null"/> if there is none of the kind.</returns>
    public static JsonElement? Member(JsonElement element, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : null;

    /// <summary>A member that is a text.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The text, or <see langword="null"/>.</returns>
    /// <exception cref="JsonException">It is something else.</exception>
    public static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? Text(member) : null;

    /// <summary>A member that is a list of texts.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The texts, none of them null.</returns>
    /// <exception cref="JsonException">One is something else.</exception>
    public static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        Member(element, name, JsonValueKind.Array) is { } list ? [.. list.EnumerateArray().Select(Text).OfType<string>()] : [];

    /// <summary>A member that is a list of references; what is none, such as <c>&lt;none&gt;:&lt;none&gt;</c>, is left out.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The references.</returns>
    /// <exception cref="JsonException">One is no text.</exception>
    public static IReadOnlyList<ImageReference> References(JsonElement element, string name) =>
        [.. Texts(element, name).Select(ImageReference.ParseOrNull).OfType<ImageReference>()];

    /// <summary>A member whose members are texts.</summary>
    /// <param name="element">The object.</param>
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
                pairs[NameOf(member)] = Text(member.Value) ?? string.Empty;
            }
        }

        return pairs;
    }

    /// <summary>Makes sure that all texts in an element can be read: JSON's grammar takes halves of surrogate pairs, too.</summary>
    /// <param name="element">The element.</param>
    /// <exception cref="JsonException">One can't.</exception>
    public static void CheckTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                Text(element);
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
                    NameOf(member);
                    CheckTexts(member.Value);
                }

                break;
        }
    }

    private static string? Text(JsonElement element) => Read(element.GetString);

    private static string NameOf(JsonProperty member) => Read(() => member.Name);

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("what should be a text is something else", exception);
        }
    }
}
