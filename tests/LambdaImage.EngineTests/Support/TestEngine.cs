using Docker.DotNet;
using Docker.DotNet.NativeHttp;
using LambdaImage.Engines.Connections;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests.Support;

/// <summary>The tests' own client of the engine. With the code under test it shares how a socket is opened, and no request.</summary>
internal static class TestEngine
{
    /// <summary>Whether the engine is Podman, which asks no registry for a digest.</summary>
    public static async Task<bool> IsPodmanAsync(DockerClient docker)
    {
        var version = await docker.System.GetVersionAsync();
        return version.Components!.Any(component => component.Name == "Podman Engine");
    }

    public static DockerClient Connect()
    {
        var address = new Uri(TestEnvironment.DockerHost);
        var transport = new NativeHttpTransportOptions
        {
            ConfigureHandler = handler => handler.ConnectCallback = async (_, token) => await EndpointConnection.OpenAsync(address, token),
        };

        // This transport takes HTTP endpoints only; the host in it is not looked up.
        return new DockerClientBuilder()
            .WithEndpoint(new Uri("http://engine"))
            .WithTimeout(Timeout.InfiniteTimeSpan)
            .WithTransportOptions(transport)
            .Build();
    }
}
