using LambdaImage.Diagnostics;

namespace LambdaImage.Engines.Endpoints;

/// <summary>Says where the engine is.</summary>
internal static class EngineEndpoints
{
    /// <summary>Finds the endpoints. What is named first decides: an engine that the user chose is never replaced by another.</summary>
    /// <param name="settings">What says where the engine is.</param>
    /// <returns>The endpoints, to be tried in order; at least one.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1002: the settings name one that can't be used.</exception>
    public static IReadOnlyList<EngineEndpoint> Find(EngineSettings settings) =>
        !string.IsNullOrEmpty(settings.Host) ? [EngineEndpoint.Parse(settings.Host, "LambdaImageDockerHost")]
        : !string.IsNullOrEmpty(settings.DockerHost) ? [EngineEndpoint.Parse(settings.DockerHost, "DOCKER_HOST")]
        : DockerContext.Find(settings) is { } context ? [context]
        : KnownSockets.Find(settings);
}
