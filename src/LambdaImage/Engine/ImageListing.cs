using System.Net;
using System.Text.Json;
using Docker.DotNet;
using LambdaImage.References;

namespace LambdaImage.Engine;

/// <summary>
/// The one request of an up-to-date build, <c>GET /images/json</c>. It is made without the client library: loading and
/// compiling that takes several times as long as the request, and a build that finds its image needs no more of it.
/// </summary>
internal static class ImageListing
{
    /// <summary>Finds all images that have one of some names.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The images, without their architectures.</returns>
    /// <exception cref="DockerApiException">The engine refused.</exception>
    /// <exception cref="JsonException">What answered is no engine.</exception>
    public static async Task<IReadOnlyList<EngineImage>> RequestAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        IEnumerable<ImageReference> names,
        CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = (_, token) => connect(token),
        };
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://engine/images/json?filters={Uri.EscapeDataString(Filters(names))}");
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new DockerApiException(response.StatusCode, System.Text.Encoding.UTF8.GetString(body));
        }

        using var json = JsonDocument.Parse(body);
        return json.RootElement.ValueKind == JsonValueKind.Array
            ? json.RootElement.EnumerateArray().Select(Read).ToList()
            : throw new JsonException("the answer is not a list");
    }

    // References hold no character that JSON escapes.
    private static string Filters(IEnumerable<ImageReference> names) =>
        $"{{\"reference\":{{{string.Join(',', names.Select(name => name.StoredName).Distinct(StringComparer.Ordinal).Select(name => $"\"{name}\":true"))}}}}}";

    private static EngineImage Read(JsonElement image)
    {
        if (image.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("an image is not an object");
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (image.TryGetProperty("Labels", out var list) && list.ValueKind == JsonValueKind.Object)
        {
            foreach (var label in list.EnumerateObject())
            {
                labels[label.Name] = Text(label.Value) ?? string.Empty;
            }
        }

        var id = image.TryGetProperty("Id", out var value) ? Text(value) : null;
        return new(id ?? throw new JsonException("an image has no id"), References(image, "RepoTags"), References(image, "RepoDigests"), labels);
    }

    private static List<ImageReference> References(JsonElement image, string member) =>
        image.TryGetProperty(member, out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => ImageReference.ParseOrNull(Text(name) ?? string.Empty)).OfType<ImageReference>().ToList()
            : [];

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("what should be a text is something else", exception);
        }
    }
}
