using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>
/// A registry on the loopback address that holds what it is given, in memory, and fails where a test says so:
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md.
/// </summary>
public sealed class MemoryRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly ScriptedRegistry _server;
    private readonly ConcurrentDictionary<string, MemoryStream> _uploads = new(StringComparer.Ordinal);
    private int _uploadCount;

    /// <summary>Starts it.</summary>
    public MemoryRegistry() => _server = new(Respond);

    /// <summary>Its host and port, as they stand in names of images.</summary>
    public string Host => _server.Host;

    /// <summary>Blobs by <c>repository@digest</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Manifests by <c>repository:tag</c> and <c>repository@digest</c>, with their media types.</summary>
    public ConcurrentDictionary<string, (string Type, byte[] Content)> Manifests { get; } = new(StringComparer.Ordinal);

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<LayerRequest> Requests => [.. _server.Requests];

    /// <summary>Responds in the registry's place; <see langword="null"/> lets the registry respond.</summary>
    public Func<LayerRequest, LayerResponse?> Fault { get; set; } = _ => null;

    /// <summary>Says of a request whether its body is never read.</summary>
    public Func<LayerRequest, bool> LeavesBody
    {
        get => _server.LeavesBody;
        set => _server.LeavesBody = value;
    }

    /// <summary>Where an upload goes on, by its number.</summary>
    public Func<string, string>? Location { get; set; }

    /// <summary>The size of pieces that it asks for.</summary>
    public int? LeastPiece { get; set; }

    /// <summary>Whether it has all parts of an image.</summary>
    /// <param name="name"><c>repository:tag</c>.</param>
    public bool IsComplete(string name) => Manifests.TryGetValue(name, out var manifest) && PartsOf(manifest.Content).All(part => Blobs.ContainsKey($"{name.Split(':')[0]}@{part}"));

    /// <summary>Forgets the requests so far.</summary>
    public void ForgetRequests() => _server.Requests.Clear();

    /// <summary>The digest of some bytes.</summary>
    public static string DigestOf(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>A tar of some files, compressed with gzip.</summary>
    /// <returns>The bytes, and the digest of the tar.</returns>
    public static (byte[] Gzip, string DiffId) Layer(params TarEntry[] entries)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            Array.ForEach(entries, tar.WriteEntry);
        }

        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes.ToArray());
        }

        return (compressed.ToArray(), DigestOf(bytes.ToArray()));
    }

    /// <summary>Adds an image.</summary>
    /// <param name="name"><c>repository:tag</c>.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="container">How its containers run, a JSON object.</param>
    /// <param name="layerType">The media type of its layers.</param>
    /// <returns>The digest of its manifest.</returns>
    public string AddImage(
        string name,
        IEnumerable<(byte[] Gzip, string DiffId)> layers,
        string architecture = "amd64",
        string container = """{"Entrypoint":["/lambda-entrypoint.sh"],"WorkingDir":"/var/task"}""",
        string layerType = "application/vnd.oci.image.layer.v1.tar+gzip")
    {
        var repository = name.Split(':')[0];
        var all = layers.ToList();
        var diffIds = string.Join(',', all.Select(layer => $"\"{layer.DiffId}\""));
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"{{{architecture}}}","os":"linux","config":{{{container}}},"rootfs":{"type":"layers","diff_ids":[{{{diffIds}}}]}}""");
        all.ForEach(layer => Blobs[$"{repository}@{DigestOf(layer.Gzip)}"] = layer.Gzip);
        Blobs[$"{repository}@{DigestOf(config)}"] = config;
        var layersJson = string.Join(',', all.Select(layer => Descriptor(layerType, layer.Gzip)));
        return AddManifest(
            name,
            ManifestType,
            $$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{Descriptor("application/vnd.oci.image.config.v1+json", config)}},"layers":[{{layersJson}}]}""");
    }

    private static string Descriptor(string type, byte[] content) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"{{type}}","digest":"{{DigestOf(content)}}","size":{{content.Length}}}""");

    /// <summary>Adds a manifest or an index.</summary>
    /// <returns>Its digest.</returns>
    public string AddManifest(string name, string type, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        Manifests[name] = (type, content);
        Manifests[$"{name.Split(':')[0]}@{DigestOf(content)}"] = (type, content);
        return DigestOf(content);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private LayerResponse Respond(LayerRequest request)
    {
        if (Fault(request) is { } fault)
        {
            return fault;
        }

        // "/v2/<repository>/<kind>/<rest>"
        var parts = request.Path["/v2/".Length..];
        var kind = parts.Contains("/blobs/", StringComparison.Ordinal) ? "/blobs/" : "/manifests/";
        var at = parts.LastIndexOf(kind, StringComparison.Ordinal);
        var (repository, rest) = (parts[..at], parts[(at + kind.Length)..]);
        return kind == "/manifests/" ? Manifest(request, repository, rest)
            : rest.StartsWith("uploads/", StringComparison.Ordinal) ? Upload(request, repository, rest["uploads/".Length..])
            : Blob(request, $"{repository}@{rest}");
    }

    private LayerResponse Manifest(LayerRequest request, string repository, string reference)
    {
        var name = $"{repository}{(reference.Contains(':', StringComparison.Ordinal) ? '@' : ':')}{reference}";
        if (request.Method == "PUT")
        {
            var content = request.Body.ToArray();
            var missing = PartsOf(content).FirstOrDefault(digest => !Blobs.ContainsKey($"{repository}@{digest}"));
            if (missing is not null)
            {
                return Error(404, "MANIFEST_BLOB_UNKNOWN", $"{missing} is not here");
            }

            Manifests[name] = Manifests[$"{repository}@{DigestOf(content)}"] = (request.Header("Content-Type")!, content);
            return With(201, ("Docker-Content-Digest", DigestOf(content)));
        }

        return Manifests.TryGetValue(name, out var manifest)
            ? new(200, request.Method == "HEAD" ? default : manifest.Content)
            {
                Headers = new Dictionary<string, string> { ["Content-Type"] = manifest.Type, ["Docker-Content-Digest"] = DigestOf(manifest.Content) },
            }
            : Error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    }

    private LayerResponse Blob(LayerRequest request, string name)
    {
        if (!Blobs.TryGetValue(name, out var content))
        {
            return Error(404, "BLOB_UNKNOWN", "blob unknown");
        }

        if (request.Method == "HEAD")
        {
            return new(200, default);
        }

        if (request.Header("Range") is { } range)
        {
            var start = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            return new LayerResponse(206, content.AsMemory(start))
            {
                Headers = new Dictionary<string, string> { ["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{content.Length - 1}/{content.Length}") },
            };
        }

        return new(200, content);
    }

    private LayerResponse Upload(LayerRequest request, string repository, string id)
    {
        if (request.Method == "POST")
        {
            if (request.Parameter("mount") is { } digest && Blobs.TryGetValue($"{request.Parameter("from")}@{digest}", out var mounted))
            {
                Blobs[$"{repository}@{digest}"] = mounted;
                return With(201, ("Location", $"/v2/{repository}/blobs/{digest}"));
            }

            id = Interlocked.Increment(ref _uploadCount).ToString(CultureInfo.InvariantCulture);
            _uploads[id] = new MemoryStream();
            return LeastPiece is { } least
                ? With(202, LocationOf(repository, id), ("OCI-Chunk-Min-Length", least.ToString(CultureInfo.InvariantCulture)))
                : With(202, LocationOf(repository, id));
        }

        if (!_uploads.TryGetValue(id, out var upload))
        {
            return Error(404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
        }

        upload.Write(request.Body.Span);
        var location = LocationOf(repository, id);
        if (request.Method != "PUT")
        {
            return With(request.Method == "GET" ? 204 : 202, location, ("Range", string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.Length - 1)}")));
        }

        _uploads.TryRemove(id, out _);
        var content = upload.ToArray();
        if (request.Parameter("digest") is not { } wanted || wanted != DigestOf(content))
        {
            return Error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }

        Blobs[$"{repository}@{wanted}"] = content;
        return With(201, ("Docker-Content-Digest", wanted));
    }

    private (string Name, string Value) LocationOf(string repository, string id) => ("Location", Location?.Invoke(id) ?? $"/v2/{repository}/blobs/uploads/{id}?state=a%2Bb");

    private static IEnumerable<string> PartsOf(byte[] manifest)
    {
        using var document = System.Text.Json.JsonDocument.Parse(manifest);
        var root = document.RootElement;
        return [root.GetProperty("config").GetProperty("digest").GetString()!, .. root.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()!)];
    }

    private static LayerResponse With(int status, params (string Name, string Value)[] headers) =>
        new(status, default) { Headers = headers.ToDictionary(header => header.Name, header => header.Value) };

    private static LayerResponse Error(int status, string code, string message) =>
        LayerResponse.Json(status, $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");
}
