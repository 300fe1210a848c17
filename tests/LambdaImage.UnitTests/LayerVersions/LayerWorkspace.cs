using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.LayerVersions;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.LayerVersions;

/// <summary>A server with layer versions, and a project that downloads them with a cache and a lock file of its own.</summary>
internal sealed class LayerWorkspace : IAsyncDisposable
{
    public const string Arn = "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7";
    public const string OtherArn = "arn:aws:lambda:us-east-2:210987654321:layer:other:1";

    public LayerWorkspace(X509Certificate2? certificate = null)
    {
        Server = new(certificate);
        Server.Publish(Arn, Content);
        Endpoint = Server.Address.AbsoluteUri;
        CacheFolder = Folder.At("cache/layers");
        LockFile = Folder.At("lambda-layers.lock.json");
    }

    public LayerServer Server { get; }

    public byte[] Content { get; } = Zip("python/shared.py", "print('shared')");

    public string Sha256 => HashOf(Content);

    public TemporaryFolder Folder { get; } = new();

    public string Endpoint { get; set; }

    public string? CertificateBundle { get; set; }

    public string? ForceDownload { get; set; }

    public IWebProxy? Proxy { get; set; }

    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    public AWSCredentials Credentials { get; set; } = new BasicAWSCredentials(LayerServer.AccessKey, LayerServer.SecretKey);

    public ImmediateClock Clock { get; } = new();

    public MessageList Messages { get; } = new();

    public string CacheFolder { get; set; }

    public string LockFile { get; set; }

    public string CachedFile => Path.Combine(CacheFolder, Sha256 + ".zip");

    public IReadOnlyList<string> CachedFiles => Directory.Exists(CacheFolder) ? Directory.GetFileSystemEntries(CacheFolder) : [];

    public static byte[] Zip(string name, string content)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            var entry = zip.CreateEntry(name);
            entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var writer = new StreamWriter(entry.Open());
            writer.Write(content);
        }

        return stream.ToArray();
    }

    public static string HashOf(byte[] content) => Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();

    public static ImageSpec Spec(params string[] arns) => new()
    {
        Project = "test",
        Names = [ImageReference.Parse("test:latest")],
        BaseImage = ImageReference.Parse("base:latest"),
        Architecture = LambdaArchitecture.X64,
        Layers = [.. arns.Select(LayerVersionArn.Parse).Select(arn => new LayerSpec
        {
            Kind = LayerKind.Layer,
            Name = arn.Name,
            Source = new LayerVersionSource(arn),
            Origin = new("LambdaLayer", arn.ToString()),
        })],
    };

    public async Task<IReadOnlyList<string>> ResolveAsync(CancellationToken cancellationToken, params string[] arns)
    {
        var resolved = await Resolver().ResolveAsync(Spec(arns.Length > 0 ? arns : [Arn]), cancellationToken);
        return [.. resolved.Layers.Select(layer => ((ZipSource)layer.Source).Path)];
    }

    public Task<LambdaImageException> FailAsync(CancellationToken cancellationToken, params string[] arns) =>
        Assert.ThrowsExactlyAsync<LambdaImageException>(() => ResolveAsync(cancellationToken, arns));

    public LayerVersionResolver Resolver() => new(
        LayerVersionSettings.Read(Properties, Folder.Path, Folder.Path, asksLambda: true) with { LockFile = LockFile },
        Messages,
        new() { Signer = new AwsRequestSigner(() => Credentials), Clock = Clock, Proxy = Proxy ?? new WebProxy(), Patience = Patience });

    private ProjectProperties Properties => new(new Dictionary<string, string>
    {
        ["LambdaLayerCachePath"] = CacheFolder,
        ["LambdaLayerEndpoint"] = Endpoint,
        ["LambdaLayerForceDownload"] = ForceDownload ?? string.Empty,
        ["AWS_CA_BUNDLE"] = CertificateBundle ?? string.Empty,
    });

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Folder.Dispose();
    }
}
