using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Json;

namespace LambdaImage.Engines.Endpoints;

/// <summary>
/// The Docker CLI's context: <c>DOCKER_CONTEXT</c>, or <c>currentContext</c> of its <c>config.json</c>. A context's endpoint
/// stands in <c>contexts/meta/&lt;SHA-256 of its name&gt;/meta.json</c>: https://docs.docker.com/engine/manage-resources/contexts/.
/// </summary>
internal static class DockerContext
{
    private const string DefaultContext = "default";

    /// <summary>Finds the context's endpoint.</summary>
    /// <param name="settings">What says where the engine is.</param>
    /// <returns>The endpoint; <see langword="null"/> if no context is chosen.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1002: the context names none that can be used.</exception>
    public static EngineEndpoint? Find(EngineSettings settings)
    {
        var folder = settings.DockerFolder;
        var name = string.IsNullOrEmpty(settings.DockerContext) ? CurrentContext(folder) : settings.DockerContext;
        return name is null or DefaultContext ? null : Endpoint(folder, name);
    }

    // A damaged config.json is the CLI's trouble; the known sockets may still do.
    private static string? CurrentContext(string folder)
    {
        try
        {
            var name = ForeignJson.TextOrNull(ForeignJson.ReadFile(Path.Combine(folder, "config.json")), "currentContext");
            return string.IsNullOrEmpty(name) ? null : name;
        }
        catch (Exception exception) when (exception is JsonException || Disk.IsFailure(exception))
        {
            return null;
        }
    }

    private static EngineEndpoint Endpoint(string folder, string name)
    {
        var source = $"the Docker context {Display.Quote(name)}";
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name))).ToLowerInvariant();
        var file = Path.Combine(folder, "contexts", "meta", hash, "meta.json");
        try
        {
            var docker = ForeignJson.Required(ForeignJson.Required(ForeignJson.ReadFile(file), "Endpoints"), "docker");
            return EngineEndpoint.Parse(ForeignJson.Text(docker, "Host") ?? string.Empty, source);
        }
        catch (Exception exception) when (exception is JsonException || Disk.IsFailure(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.InvalidEndpoint,
                $"{source} names no endpoint: {Display.Quote(file)} can't be read ({Display.Clause(exception.Message)}). " +
                "Choose another with 'docker context use', or set LambdaImageDockerHost.",
                innerException: exception);
        }
    }
}
