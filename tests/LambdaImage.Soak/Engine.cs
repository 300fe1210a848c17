using System.Formats.Tar;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LambdaImage.Soak;

/// <summary>A real engine as the model sees it, through requests of its own.</summary>
internal sealed class Engine : IDisposable
{
    private readonly HttpClient _http;

    public Engine(string endpoint)
    {
        var socket = endpoint["unix://".Length..];
#pragma warning disable CA2000 // Dispose before losing scope: the client disposes of its handler.
        _http = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        { BaseAddress = new("http://engine"), Timeout = TimeSpan.FromMinutes(2) };
#pragma warning restore CA2000
    }

    /// <summary>Makes a base image that holds one file.</summary>
    public string Import(string name, string content)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "base.txt") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        tar.Position = 0;
        using var body = new StreamContent(tar);
        var messages = Send(HttpMethod.Post, "/images/create?fromSrc=-&platform=linux%2Famd64", body).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Podman imports under no other tag than latest, so the name comes later.
        using var last = JsonDocument.Parse(messages[^1]);
        Tag(last.RootElement.GetProperty("status").GetString()!, name);
        return Id(name) ?? throw new InvalidOperationException($"{name} is not there, though it was imported.");
    }

    /// <summary>The id of an image, or <see langword="null"/>.</summary>
    public string? Id(string name)
    {
        using var response = _http.GetAsync(new Uri($"/images/{name}/json", UriKind.Relative)).GetAwaiter().GetResult();
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        using var json = JsonDocument.Parse(response.EnsureSuccessStatusCode().Content.ReadAsStringAsync().GetAwaiter().GetResult());
        return json.RootElement.GetProperty("Id").GetString();
    }

    public void Tag(string id, string name)
    {
        var (repository, tag) = Split(name);
        Send(HttpMethod.Post, $"/images/{id}/tag?repo={repository}&tag={tag}");
    }

    public void Remove(string name) => Send(HttpMethod.Delete, $"/images/{name}?force=1");

    /// <summary>Removes all images that a project's builds left.</summary>
    public void RemoveAll(string label)
    {
        var filters = Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string[]> { ["label"] = [label] }));
        using var json = JsonDocument.Parse(_http.GetStringAsync(new Uri("/images/json?all=1&filters=" + filters, UriKind.Relative)).GetAwaiter().GetResult());
        foreach (var image in json.RootElement.EnumerateArray())
        {
            using var response = _http.DeleteAsync(new Uri($"/images/{image.GetProperty("Id").GetString()}?force=1", UriKind.Relative)).GetAwaiter().GetResult();
        }
    }

    /// <summary>The command of an image.</summary>
    public string Command(string name)
    {
        using var json = JsonDocument.Parse(_http.GetStringAsync(new Uri($"/images/{name}/json", UriKind.Relative)).GetAwaiter().GetResult());
        return json.RootElement.GetProperty("Config").GetProperty("Cmd")[0].GetString()!;
    }

    /// <summary>Reads a folder of an image, through a container that is never started.</summary>
    public Tree Read(string image, string folder)
    {
        using var create = new StringContent(JsonSerializer.Serialize(new { Image = image, Cmd = new[] { "x" } }), Encoding.UTF8, "application/json");
        using var created = JsonDocument.Parse(Send(HttpMethod.Post, "/containers/create", create));
        var container = created.RootElement.GetProperty("Id").GetString();
        try
        {
            using var stream = _http.GetStreamAsync(new Uri($"/containers/{container}/archive?path={folder}", UriKind.Relative)).GetAwaiter().GetResult();
            using var tar = new TarReader(stream);
            var tree = new Tree();
            while (tar.GetNextEntry() is { } entry)
            {
                var path = entry.Name.TrimEnd('/');
                var slash = path.IndexOf('/', StringComparison.Ordinal);
                if (slash > 0)
                {
                    tree[path[(slash + 1)..]] = ToNode(entry);
                }
            }

            return tree;
        }
        finally
        {
            Send(HttpMethod.Delete, $"/containers/{container}?force=1");
        }
    }

    public void Dispose() => _http.Dispose();

    private static Node ToNode(TarEntry entry)
    {
        if (entry.Uid != 0 || entry.Gid != 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{entry.Name} belongs to {entry.Uid}:{entry.Gid}."));
        }

        return entry.EntryType switch
        {
            TarEntryType.Directory => Node.Folder((int)entry.Mode),
            TarEntryType.SymbolicLink => Node.Link(entry.LinkName),
            _ => new('f', (int)entry.Mode, Convert.ToHexStringLower(entry.DataStream is null ? SHA256.HashData([]) : SHA256.HashData(entry.DataStream))),
        };
    }

    private static (string Repository, string Tag) Split(string name) => (name[..name.LastIndexOf(':')], name[(name.LastIndexOf(':') + 1)..]);

    private string Send(HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
#pragma warning disable CA2025 // Tasks that outlive what they use: this one is waited for.
        using var response = _http.SendAsync(request).GetAwaiter().GetResult();
#pragma warning restore CA2025
        var text = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        return response.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }
}
