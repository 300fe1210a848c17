namespace LambdaImage.Engines.Endpoints;

/// <summary>The sockets at which Docker Engine, Docker Desktop, Colima, Rancher Desktop, OrbStack, Podman and Finch listen.</summary>
internal static class KnownSockets
{
    private const string Source = "the known sockets";

    /// <summary>The endpoints.</summary>
    /// <param name="settings">The folders that sockets lie in.</param>
    /// <returns>The endpoints, in the order in which they are tried.</returns>
    public static IReadOnlyList<EngineEndpoint> Find(EngineSettings settings) => OperatingSystem.IsWindows()
        ?
        [
            EngineEndpoint.Parse("npipe://./pipe/docker_engine", Source),
            EngineEndpoint.Parse("npipe://./pipe/podman-machine-default", Source),
        ]
        : Paths(settings).Select(path => EngineEndpoint.Parse("unix://" + path, Source)).ToList();

    private static IEnumerable<string> Paths(EngineSettings settings)
    {
        yield return "/var/run/docker.sock";
        if (!string.IsNullOrEmpty(settings.RuntimeFolder))
        {
            yield return settings.RuntimeFolder + "/docker.sock";
        }

        if (!string.IsNullOrEmpty(settings.Home))
        {
            yield return settings.Home + "/.docker/run/docker.sock";
            yield return settings.Home + "/.docker/desktop/docker.sock";
            yield return settings.Home + "/.colima/default/docker.sock";
            yield return settings.Home + "/.rd/docker.sock";
            yield return settings.Home + "/.orbstack/run/docker.sock";
            yield return settings.Home + "/.finch/finch.sock";
        }

        if (!string.IsNullOrEmpty(settings.RuntimeFolder))
        {
            yield return settings.RuntimeFolder + "/podman/podman.sock";
        }

        yield return "/run/podman/podman.sock";
    }
}
