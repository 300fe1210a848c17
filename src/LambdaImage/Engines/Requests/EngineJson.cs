using System.Text.Json;
using LambdaImage.Json;
using LambdaImage.Oci;

namespace LambdaImage.Engines.Requests;

/// <summary>Members of the engines' responses that only they have.</summary>
internal static class EngineJson
{
    /// <summary>A member that is a list of references; what is none, such as <c>&lt;none&gt;:&lt;none&gt;</c>, is left out.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member's name.</param>
    /// <returns>The references.</returns>
    /// <exception cref="JsonException">One is no text.</exception>
    public static IReadOnlyList<ImageReference> References(JsonElement element, string name) =>
        [.. ForeignJson.Texts(element, name).Select(ImageReference.ParseOrNull).OfType<ImageReference>()];
}
