using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests.Support;

/// <summary>Puts images into the tests' registry without an engine: https://github.com/opencontainers/distribution-spec/blob/main/spec.md.</summary>
internal sealed class TestRegistry : IDisposable
{
    private const string Oci = "application/vnd.oci.image.";

    private readonly HttpClient _registry = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new($"http://{TestEnvironment.Registry.Split('/')[0]}/") };

    /// <summary>Pushes an image for one platform, its layers compressed.</summary>
    /// <param name="name">Its whole name; without a tag, it is known by its digest alone.</param>
    /// <param name="config">Its config.</param>
    /// <param name="layers">The tars of its layers.</param>
    /// <returns>Its descriptor.</returns>
    public async Task<object> PushAsync(string name, byte[] config, params byte[][] layers)
    {
        var (repository, tag) = Split(name);
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = Oci + "manifest.v1+json",
            config = await PushBlobAsync(repository, Oci + "config.v1+json", config),
            layers = await Task.WhenAll(layers.Select(layer => PushBlobAsync(repository, Oci + "layer.v1.tar+gzip", Compress(layer)))),
        });
        await PushManifestAsync(repository, tag ?? DigestOf(manifest), Oci + "manifest.v1+json", manifest);
        using var json = JsonDocument.Parse(config);
        return new
        {
            mediaType = Oci + "manifest.v1+json",
            digest = DigestOf(manifest),
            size = manifest.Length,
            platform = new { os = "linux", architecture = json.RootElement.GetProperty("architecture").GetString() },
        };
    }

    /// <summary>Pushes an index of images for several platforms.</summary>
    public Task PushIndexAsync(string name, params object[] images)
    {
        var (repository, tag) = Split(name);
        var index = JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, mediaType = Oci + "index.v1+json", manifests = images });
        return PushManifestAsync(repository, tag!, Oci + "index.v1+json", index);
    }

    /// <summary>The config of an image.</summary>
    public static byte[] Config(string architecture, params byte[][] layers) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        architecture,
        os = "linux",
        config = new { WorkingDir = "/" },
        rootfs = new { type = "layers", diff_ids = layers.Select(DigestOf) },

        // Podman builds on no image whose history has fewer layers than the image.
        history = layers.Select(_ => new { created_by = "test" }),
    });

    public void Dispose() => _registry.Dispose();

    private async Task<object> PushBlobAsync(string repository, string mediaType, byte[] content)
    {
        using var start = await _registry.PostAsync(new Uri($"v2/{repository}/blobs/uploads/", UriKind.Relative), null);
        var location = new Uri(_registry.BaseAddress!, start.EnsureSuccessStatusCode().Headers.Location!);
        var separator = location.Query.Length > 0 ? "&" : "?";
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new("application/octet-stream");
        using var end = await _registry.PutAsync(new Uri(location + separator + "digest=" + DigestOf(content)), body);
        end.EnsureSuccessStatusCode();
        return new { mediaType, digest = DigestOf(content), size = content.Length };
    }

    private async Task PushManifestAsync(string repository, string reference, string mediaType, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        using var response = await _registry.PutAsync(new Uri($"v2/{repository}/manifests/{reference}", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
    }

    private static (string Repository, string? Tag) Split(string name)
    {
        var path = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (path, null) : (path[..colon], path[(colon + 1)..]);
    }

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
