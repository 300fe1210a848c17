namespace LambdaImage.Engines.Endpoints;

/// <summary>One way to learn where the engine is.</summary>
internal interface IEndpointProvider
{
    /// <summary>The endpoints that this way names.</summary>
    /// <param name="settings">What says where the engine is.</param>
    /// <returns>The endpoints, to be tried in order; empty when this way has nothing to say.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">LAMBDAIMAGE1002: it says something that can't be used.</exception>
    IReadOnlyList<EngineEndpoint> Find(EngineSettings settings);
}
