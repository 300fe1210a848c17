using System.Formats.Tar;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace LambdaImage.EngineTests.Support;

/// <summary>Reads images back through the engine: of a container that is made and never started.</summary>
internal sealed class ImageReader(DockerClient docker)
{
    /// <summary>Reads a folder of an image.</summary>
    /// <returns>What it holds, by path below the folder; the folder itself is <c>.</c>.</returns>
    public async Task<IReadOnlyDictionary<string, ImageFile>> ReadAsync(string image, string folder, CancellationToken cancellationToken)
    {
        var config = await docker.Images.InspectImageAsync(image, cancellationToken);

        // Podman gives the files of the archive to the container's user, whoever owns them in the image.
        var container = await docker.Containers.CreateContainerAsync(
            new() { Image = image, Cmd = ["never-started"], User = "0:0", Platform = $"{config.Os}/{config.Architecture}" },
            cancellationToken);
        try
        {
            return await ReadContainerAsync(container.ID, folder, cancellationToken);
        }
        finally
        {
            await docker.Containers.RemoveContainerAsync(container.ID, new() { Force = true }, CancellationToken.None);
        }
    }

    /// <summary>Reads one file, folder or link of an image.</summary>
    public async Task<ImageFile> ReadOneAsync(string image, string path, CancellationToken cancellationToken)
    {
        var slash = path.LastIndexOf('/');
        var files = await ReadAsync(image, path[..slash], cancellationToken);
        return files[path[(slash + 1)..]];
    }

    private async Task<IReadOnlyDictionary<string, ImageFile>> ReadContainerAsync(string container, string folder, CancellationToken cancellationToken)
    {
        var archive = await docker.Containers.GetArchiveFromContainerAsync(
            container, new ContainerPathStatParameters { Path = folder }, false, cancellationToken);
        await using var stream = archive.Stream!;
        await using var tar = new TarReader(stream);
        var files = new Dictionary<string, ImageFile>(StringComparer.Ordinal);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            // The archive's names start with the folder's own.
            var name = entry.Name.TrimEnd('/');
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            files.Add(slash < 0 ? "." : name[(slash + 1)..], await ImageFile.ReadAsync(entry, cancellationToken));
        }

        return files;
    }
}
