using System.Formats.Tar;
using Docker.DotNet;
using Docker.DotNet.Models;
using LambdaImage.Engines.Http;
using LambdaImage.Http;

namespace LambdaImage.Engines.Requests;

/// <summary>Copies a file out of an image: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerArchive.</summary>
internal static class ImageFile
{
    // The largest emulator has some ten megabytes.
    private const long LargestFile = 256 * 1024 * 1024;

    // After a failure or a cancellation nobody should wait long for the engine once more.
    private static readonly TimeSpan PatienceToRemove = TimeSpan.FromSeconds(10);

    /// <summary>Makes a container, copies the file, and removes the container.</summary>
    /// <param name="client">The client.</param>
    /// <param name="image">The image's name or id.</param>
    /// <param name="platform">The platform, where the image is for several.</param>
    /// <param name="path">The file's absolute path.</param>
    /// <param name="destination">Gets the file's bytes.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <returns>Whether the image has such a file.</returns>
    public static async Task<bool> CopyAsync(
        DockerClient client,
        string image,
        string platform,
        string path,
        Stream destination,
        CancellationToken cancellationToken)
    {
        var container = await CreateAsync(client, image, platform, cancellationToken).ConfigureAwait(false);
        try
        {
            var archive = await client.Containers.GetArchiveFromContainerAsync(container.ID, new() { Path = path }, false, cancellationToken).ConfigureAwait(false);
            using var stream = archive.Stream ?? Stream.Null;
            using var tar = new TarReader(stream);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.DataStream is { } content)
                {
                    if (entry.Length > LargestFile)
                    {
                        throw new ResponseTooLargeException("a file", LargestFile);
                    }

                    await content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
                    return true;
                }
            }

            return false;
        }
        catch (DockerContainerNotFoundException)
        {
            return false;
        }
        finally
        {
            await RemoveAsync(client, container.ID).ConfigureAwait(false);
        }
    }

    private static async Task RemoveAsync(DockerClient client, string container)
    {
        using var limit = new CancellationTokenSource(PatienceToRemove);
        try
        {
            await client.Containers.RemoveContainerAsync(container, new() { Force = true, RemoveVolumes = true }, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new EngineSilentException(PatienceToRemove, exception);
        }
    }

    private static async Task<CreateContainerResponse> CreateAsync(DockerClient client, string image, string platform, CancellationToken cancellationToken)
    {
        // An image without a command makes no container; this one is never started.
        var parameters = new CreateContainerParameters { Image = image, Platform = platform, Cmd = ["none"], NetworkDisabled = true };
        try
        {
            return await client.Containers.CreateContainerAsync(parameters, cancellationToken).ConfigureAwait(false);
        }
        catch (DockerImageNotFoundException)
        {
            // It is for another platform alone, and what is in it is looked at later.
            parameters.Platform = null;
            return await client.Containers.CreateContainerAsync(parameters, cancellationToken).ConfigureAwait(false);
        }
    }
}
