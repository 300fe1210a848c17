namespace LambdaImage.Engines.Endpoints;

/// <summary>The environment variable <c>DOCKER_HOST</c>.</summary>
internal sealed class DockerHostEndpointProvider : IEndpointProvider
{
    /// <inheritdoc/>
    public IReadOnlyList<EngineEndpoint> Find(EngineSettings settings) =>
        string.IsNullOrEmpty(settings.DockerHost) ? [] : [EngineEndpoint.Parse(settings.DockerHost, "DOCKER_HOST")];
}
