using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>The engine, asked without the code under test.</summary>
internal static class TestEngine
{
    private const string Scheme = "unix://";

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync })
    {
        BaseAddress = new Uri("http://engine/"),
    };

    /// <summary>What the engine says of an image.</summary>
    /// <returns>The answer, or <see langword="null"/> without such an image.</returns>
    public static async Task<ImageFacts?> FindAsync(string image)
    {
        using var response = await Client.GetAsync(new Uri($"images/{image}/json", UriKind.Relative));
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : new(await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>The image, which must be there.</summary>
    public static async Task<ImageFacts> GetAsync(string image) =>
        await FindAsync(image) ?? throw new AssertFailedException($"The engine has no image {image}.");

    /// <summary>Removes a name, and the image with its last name; nothing if there is none.</summary>
    public static async Task RemoveAsync(string image)
    {
        using var response = await Client.DeleteAsync(new Uri($"images/{image}?force=true", UriKind.Relative));
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Pulls an image, so that a test does not depend on which one comes first.</summary>
    public static async Task PullAsync(string image)
    {
        using var response = await Client.PostAsync(new Uri($"images/create?fromImage={Uri.EscapeDataString(image)}", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync();
        await GetAsync(image);
    }

    /// <summary>Gives an image another name.</summary>
    public static async Task TagAsync(string image, string repository, string tag)
    {
        using var response = await Client.PostAsync(new Uri($"images/{image}/tag?repo={repository}&tag={tag}", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Makes a container of an image, and never starts it.</summary>
    /// <returns>What removes the container.</returns>
    public static async Task<IAsyncDisposable> UseAsync(string image) => new UnstartedContainer(Client, await CreateContainerAsync(image));

    /// <summary>Reads a folder of an image, without starting anything.</summary>
    /// <returns>Each path with <c>content</c> for a file, <c>-> target</c> for a link, empty for a folder.</returns>
    public static async Task<Dictionary<string, string>> ReadAsync(string image, string folder)
    {
        await using var container = new UnstartedContainer(Client, await CreateContainerAsync(image));
        await using var tar = await Client.GetStreamAsync(new Uri($"containers/{container.Id}/archive?path={folder}", UriKind.Relative));
        return await ReadTarAsync(tar);
    }

    private static async Task<string> CreateContainerAsync(string image)
    {
        using var created = await Client.PostAsJsonAsync("containers/create", new { Image = image, Cmd = "none" });
        return (await created.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("Id").GetString()!;
    }

    private static async Task<Dictionary<string, string>> ReadTarAsync(Stream tar)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
        {
            using var text = new StreamReader(entry.DataStream ?? Stream.Null, Encoding.UTF8);
            files[entry.Name] = entry.LinkName.Length > 0 ? "-> " + entry.LinkName : await text.ReadToEndAsync();
        }

        return files;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream that is returned owns the socket.")]
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = TestEnvironment.DockerHost;
        if (!endpoint.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"LAMBDAIMAGE_TEST_DOCKER_HOST is {endpoint}: these tests speak with an engine at {Scheme}.");
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint[Scheme.Length..]), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
