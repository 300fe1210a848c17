using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Engines.Connections;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Registries.Credentials;
namespace LambdaImage.Engines;

/// <summary>Finds the engine, and connects to it.</summary>
public static class EngineConnector
{
    /// <summary>Connects to the first endpoint that accepts a connection. No request is sent.</summary>
    /// <param name="settings">What says where the engine is.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The engine.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1001: none accepts. LAMBDAIMAGE1002: one can't be used. LAMBDAIMAGE2004.</exception>
    public static Task<IEngine> ConnectAsync(EngineSettings settings, CancellationToken cancellationToken) =>
        ConnectAsync(settings, Waits.Untold, cancellationToken);

    /// <summary>Connects to the first endpoint that accepts a connection. No request is sent.</summary>
    /// <param name="settings">What says where the engine is.</param>
    /// <param name="waits">Tells the user what is waited for.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The engine.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1001: none accepts. LAMBDAIMAGE1002: one can't be used. LAMBDAIMAGE2004.</exception>
    public static async Task<IEngine> ConnectAsync(EngineSettings settings, Waits waits, CancellationToken cancellationToken)
    {
        var patience = EnginePatience.Of(settings.EngineTimeout, waits.Clock);
        var credentials = new DockerConfigCredentials(settings.DockerFolder, CredentialPatience.Of(settings.CredentialTimeout, waits));
        var endpoints = EngineEndpoints.Find(settings);
        var failures = new StringBuilder();
        foreach (var endpoint in endpoints)
        {
            try
            {
                using var wait = waits.Start($"the engine at {endpoint} to accept a connection");
                var connection = await EndpointConnection.OpenAsync(endpoint.Address, cancellationToken).ConfigureAwait(false);
                return new DockerEngine(endpoint, connection, credentials, patience, waits);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failures.Append(failures.Length == 0 ? string.Empty : "; ").Append(endpoint).Append(" (").Append(Display.Clause(exception.Message)).Append(')');
            }
        }

        throw new LambdaImageException(
            DiagnosticCodes.NoEngine,
            $"No container engine is reachable. Tried, as {endpoints[0].Source} {(endpoints.Count == 1 ? "says" : "say")}: {failures}. " +
            "Start Docker, Podman or another engine with a Docker-compatible API, or set LambdaImageDockerHost or DOCKER_HOST to its endpoint.");
    }
}
