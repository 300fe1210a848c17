using Docker.DotNet;

namespace LambdaImage.EngineTests.Support;

/// <summary>All containers and images of an engine at a time, those without a name included.</summary>
internal sealed record EngineState(IReadOnlyList<string> Containers, IReadOnlyList<string> Images)
{
    public static async Task<EngineState> ReadAsync(DockerClient docker)
    {
        var containers = await docker.Containers.ListContainersAsync(new() { All = true });
        var images = await docker.Images.ListImagesAsync(new() { All = true });
        return new(
            [.. containers.Select(container => container.ID).Order(StringComparer.Ordinal)],
            [.. images.Select(image => $"{image.ID} {string.Join(' ', image.RepoTags ?? [])}").Order(StringComparer.Ordinal)]);
    }

    /// <summary>Fails if the engine holds something now that it did not, or the reverse.</summary>
    public async Task AssertUnchangedAsync(DockerClient docker)
    {
        var now = await ReadAsync(docker);

        Assert.AreEqual(string.Join('\n', Containers), string.Join('\n', now.Containers), "containers");
        Assert.AreEqual(string.Join('\n', Images), string.Join('\n', now.Images), "images");
    }
}
