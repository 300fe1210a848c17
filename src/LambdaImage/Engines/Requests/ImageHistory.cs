using System.Text.Json;
using LambdaImage.Json;

namespace LambdaImage.Engines.Requests;

/// <summary><c>GET /images/{name}/history</c>: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImageHistory.</summary>
internal static class ImageHistory
{
    // As Docker and Podman write the instruction into the history, with and without "/bin/sh -c #(nop)" before it.
    private const string Trigger = "ONBUILD ";

    /// <summary>The request's path.</summary>
    /// <param name="id">The image's id.</param>
    /// <returns>The path.</returns>
    public static string PathFor(string id) => $"/images/{id}/history";

    /// <summary>
    /// Whether an image may have triggers. One that was built on an image with triggers has used them up, and its history tells of them
    /// all the same.
    /// </summary>
    /// <param name="body">The response's body.</param>
    /// <returns>Whether its history tells of any.</returns>
    /// <exception cref="JsonException">It is no history.</exception>
    public static bool TellsOfTriggers(byte[] body)
    {
        var root = ForeignJson.Parse(body);
        return root.ValueKind == JsonValueKind.Array
            ? root.EnumerateArray().Any(line =>
                line.ValueKind == JsonValueKind.Object && (ForeignJson.Text(line, "CreatedBy") ?? string.Empty).Contains(Trigger, StringComparison.Ordinal))
            : throw new JsonException("the history is not a list");
    }
}
