using Docker.DotNet;

namespace LambdaImage.EngineTests.Support;

/// <summary>A container of an image that has run to its end.</summary>
internal static class FinishedContainer
{
    /// <summary>Runs a container without a network, and waits until it ends.</summary>
    /// <returns>What it wrote to both of its streams.</returns>
    public static async Task<string> RunAsync(DockerClient docker, string image, IList<string> environment, CancellationToken cancellationToken)
    {
        var container = await docker.Containers.CreateContainerAsync(
            new()
            {
                Image = image,
                Env = environment,

                // Podman can't start one with its default limits here.
                HostConfig = new() { NetworkMode = "none", Ulimits = [new() { Name = "nofile", Soft = 1024, Hard = 1024 }, new() { Name = "nproc", Soft = 1024, Hard = 1024 }] },
            },
            cancellationToken);
        try
        {
            await docker.Containers.StartContainerAsync(container.ID, new(), cancellationToken);
            await docker.Containers.WaitContainerAsync(container.ID, cancellationToken);
            using var logs = await docker.Containers.GetContainerLogsAsync(container.ID, new() { ShowStdout = true, ShowStderr = true }, cancellationToken);
            var (output, errors) = await logs.ReadOutputToEndAsync(cancellationToken);
            return output + errors;
        }
        finally
        {
            await docker.Containers.RemoveContainerAsync(container.ID, new() { Force = true }, CancellationToken.None);
        }
    }
}
