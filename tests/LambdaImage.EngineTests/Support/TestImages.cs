using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests.Support;

/// <summary>Images that a test makes without the code under test, and their removal.</summary>
/// <param name="docker">The engine.</param>
/// <param name="id">The part that is in the names of all that the test makes.</param>
internal sealed class TestImages(DockerClient docker, string id)
{
    private static readonly string[] ManifestTypes =
    [
        "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
    ];

    private readonly ConcurrentBag<string> _built = [];

    /// <summary>The tar of an image of a folder, a file and what is asked for besides: no shell, no <c>/opt</c>.</summary>
    public static byte[] RootFiles(params TarEntry[] more) => Tar(
        [
            new UstarTarEntry(TarEntryType.Directory, "etc/") { Mode = (UnixFileMode)0b111_101_101 },
            new UstarTarEntry(TarEntryType.RegularFile, "etc/name") { DataStream = new MemoryStream("base"u8.ToArray()) },
            .. more,
        ]);

    /// <summary>Makes an image that is like no other, from nothing.</summary>
    /// <param name="files">The tar of its files.</param>
    /// <param name="platform">Its platform.</param>
    /// <param name="instructions">What its Dockerfile says besides.</param>
    /// <returns>The image's name.</returns>
    public async Task<string> MakeAsync(byte[] files, string platform = "linux/amd64", params string[] instructions)
    {
        var name = $"{TestEnvironment.Registry}/{id}-base:1";
        string[] dockerfile = ["FROM scratch", "ADD files.tar /", $"LABEL unique={Guid.NewGuid()}", .. instructions];
        var context = Tar(
            new UstarTarEntry(TarEntryType.RegularFile, "Dockerfile") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', dockerfile))) },
            new UstarTarEntry(TarEntryType.RegularFile, "files.tar") { DataStream = new MemoryStream(files) });
        await FollowAsync(progress => docker.Images.BuildImageFromDockerfileAsync(
            new() { Tags = [name], Platform = platform, Remove = true, ForceRemove = true }, new MemoryStream(context), null, null, progress));
        return name;
    }

    /// <summary>Pushes an image to its registry.</summary>
    /// <returns>Its digest there.</returns>
    public async Task<string> PushAsync(string name)
    {
        var (repository, tag) = Split(name);
        await FollowAsync(progress => docker.Images.PushImageAsync(repository, new() { Tag = tag }, new(), progress, CancellationToken.None));
        return await DigestAsync(repository, tag);
    }

    /// <summary>Makes an image and leaves it in the registry alone.</summary>
    /// <returns>Its name and its digest.</returns>
    public async Task<(string Name, string Digest)> PublishAsync(string platform = "linux/amd64")
    {
        var name = await MakeAsync(RootFiles(), platform);
        var digest = await PushAsync(name);
        await RemoveAsync(name);
        return (name, digest);
    }

    public Task TagAsync(string image, string name)
    {
        var (repository, tag) = Split(name);
        return docker.Images.TagImageAsync(image, new() { RepositoryName = repository, Tag = tag });
    }

    /// <summary>Removes a name, or an image with all its names.</summary>
    public async Task RemoveAsync(string image)
    {
        try
        {
            await docker.Images.DeleteImageAsync(image, new() { Force = true });
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound || exception.Message.Contains("tag not known", StringComparison.Ordinal))
        {
            // It went with another name. Podman says the latter of the digest of an index.
        }
    }

    /// <summary>Has an image removed in the end if it has lost its names by then.</summary>
    public void Note(string built) => _built.Add(built);

    /// <summary>Removes all that the test made: by name, then what lost its name to a later build.</summary>
    public async Task RemoveAllAsync()
    {
        var removed = new List<string>();
        foreach (var image in await docker.Images.ListImagesAsync(new()))
        {
            var names = (image.RepoTags ?? []).Concat(image.RepoDigests ?? []).Where(name => name.Contains(id, StringComparison.Ordinal)).ToList();
            if (names.Count == 0 && _built.Contains(image.ID) && (image.RepoTags ?? []).All(name => name == "<none>:<none>"))
            {
                removed.Add(image.ID);
            }
            else if (names.Count > 0 && (image.RepoTags ?? []).All(names.Contains))
            {
                // Podman finds no image by the digest of an index.
                removed.Add(image.ID);
            }

            removed.AddRange(names);
        }

        removed.AddRange(await ListAsync(new() { ["label"] = new Dictionary<string, bool> { ["lambdaimage.project=" + id] = true } }));

        // The classic builder's images can't outlive what they were built from, and the list tells their times in seconds alone.
        while (removed.Count > 0)
        {
            var left = new List<string>();
            foreach (var image in removed)
            {
                try
                {
                    await RemoveAsync(image);
                }
                catch (DockerApiException exception) when (exception.Message.Contains("dependent child images", StringComparison.Ordinal))
                {
                    left.Add(image);
                }
            }

            Assert.IsLessThan(removed.Count, left.Count, $"None of these can be removed: {string.Join(", ", left)}");
            removed = left;
        }
    }

    // Asked of the registry: Podman sends a manifest that is another than the one in its store.
    private static async Task<string> DigestAsync(string repository, string tag)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var registry = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Head, $"http://{repository[..slash]}/v2{repository[slash..]}/manifests/{tag}");
        request.Headers.TryAddWithoutValidation("Accept", ManifestTypes);
        using var response = await registry.SendAsync(request);
        return response.EnsureSuccessStatusCode().Headers.GetValues("Docker-Content-Digest").Single();
    }

    private async Task<IReadOnlyList<string>> ListAsync(Dictionary<string, IDictionary<string, bool>> filters) =>
        [.. (await docker.Images.ListImagesAsync(new() { Filters = filters })).Select(image => image.ID)];

    private static byte[] Tar(params TarEntry[] entries)
    {
        var content = new MemoryStream();
        using (var tar = new TarWriter(content, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        return content.ToArray();
    }

    private static (string Repository, string Tag) Split(string name)
    {
        var colon = name.LastIndexOf(':');
        return (name[..colon], name[(colon + 1)..]);
    }

    // The engine answers with success before it knows whether it will have it.
    private static async Task FollowAsync(Func<IProgress<JSONMessage>, Task> request)
    {
        string? error = null;
        await request(new SynchronousProgress<JSONMessage>(message => error ??= message.Error?.Message));
        Assert.IsNull(error);
    }
}
