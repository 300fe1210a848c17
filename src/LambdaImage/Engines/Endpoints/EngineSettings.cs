namespace LambdaImage.Engines.Endpoints;

/// <summary>What says where the engine is. The library reads no environment variable itself; empty counts as not set.</summary>
public sealed record EngineSettings
{
    /// <summary>The property <c>LambdaImageDockerHost</c>.</summary>
    public string? Host { get; init; }

    /// <summary>The environment variable <c>DOCKER_HOST</c>.</summary>
    public string? DockerHost { get; init; }

    /// <summary>The environment variable <c>DOCKER_CONTEXT</c>.</summary>
    public string? DockerContext { get; init; }

    /// <summary>The environment variable <c>DOCKER_CONFIG</c>: the folder of <c>config.json</c>.</summary>
    public string? DockerConfig { get; init; }

    /// <summary>The user's home folder.</summary>
    public string? Home { get; init; }

    /// <summary>The folder of the Docker CLI's <c>config.json</c>.</summary>
    public string DockerFolder => string.IsNullOrEmpty(DockerConfig) ? Path.Combine(Home ?? string.Empty, ".docker") : DockerConfig;

    /// <summary>The property <c>LambdaImageEngineTimeout</c>: how long the engine may be silent; <see langword="null"/> for the defaults.</summary>
    public TimeSpan? EngineTimeout { get; init; }

    /// <summary>The property <c>LambdaImageCredentialTimeout</c>: how long a credential helper has; <see langword="null"/> for the default.</summary>
    public TimeSpan? CredentialTimeout { get; init; }

    /// <summary>The environment variable <c>XDG_RUNTIME_DIR</c>: where rootless engines have their sockets.</summary>
    public string? RuntimeFolder { get; init; }
}
