namespace LambdaImage.Engines.Endpoints;

/// <summary>The property <c>LambdaImageDockerHost</c>.</summary>
internal sealed class PropertyEndpointProvider : IEndpointProvider
{
    /// <inheritdoc/>
    public IReadOnlyList<EngineEndpoint> Find(EngineSettings settings) =>
        string.IsNullOrEmpty(settings.Host) ? [] : [EngineEndpoint.Parse(settings.Host, "LambdaImageDockerHost")];
}
