using System.Collections.Concurrent;
using System.Security.Cryptography;
using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Oci;
using LambdaImage.Registries;
using LambdaImage.Registries.Credentials;
using LambdaImage.Testing;
using LambdaImage.UnitTests.LayerVersions;

namespace LambdaImage.UnitTests.Registries;

/// <summary>Blobs that break off, come again, and are something else.</summary>
[TestClass]
public sealed class BlobDownloadTests
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);
    private static readonly string Hex = Convert.ToHexStringLower(SHA256.HashData(Content));

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(true, "none 100000 200000")]
    [DataRow(false, "none 100000")]
    public async Task DownloadAsync_that_breaks_off_goes_on_where_it_was_or_starts_over(bool isOnceMore, string starts)
    {
        await using var registry = new ScriptedRegistry(request => isOnceMore
            ? Part(StartOf(request), most: 100_000)
            : StartOf(request) == 0 ? Part(0, most: 100_000) : new(200, Content));

        CollectionAssert.AreEqual(Content, await DownloadAsync(registry));

        // A registry that knows no ranges sends all, which counts.
        var asked = registry.Requests.Select(request => request.Header("Range")?["bytes=".Length..].TrimEnd('-') ?? "none").ToList();
        Assert.AreEqual(starts, string.Join(' ', asked));
    }

    [TestMethod]
    public async Task DownloadAsync_that_breaks_off_each_time_fails()
    {
        await using var registry = new ScriptedRegistry(_ => new(200, Content) { SentLength = 10 });

        var failure = await Assert.ThrowsExactlyAsync<RegistryException>(() => DownloadAsync(registry));

        Assert.IsTrue(failure.IsUnreachable, failure.Message);
        Assert.HasCount(Backoff.Tries, registry.Requests);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(-1)]
    public async Task DownloadAsync_of_something_else_fails_at_once(int more)
    {
        await using var registry = new ScriptedRegistry(_ => new(200, Changed(more)));

        var failure = await Assert.ThrowsExactlyAsync<RegistryException>(() => DownloadAsync(registry));

        Assert.IsTrue(failure.IsWrongContent, failure.Message);
        Assert.HasCount(1, registry.Requests);
    }

    [TestMethod]
    public async Task DownloadAsync_that_is_sent_on_takes_no_credentials_along()
    {
        await using var storage = new ScriptedRegistry(_ => new(200, Content));
        await using var registry = new ScriptedRegistry(request => request.Header("Authorization") is null
            ? With(401, "WWW-Authenticate", "Basic realm=\"x\"")
            : With(307, "Location", $"http://{storage.Host}/blob"));

        CollectionAssert.AreEqual(Content, await DownloadAsync(registry, new("me", "word")));

        Assert.IsNull(storage.Requests.Single().Header("Authorization"));
    }

    [TestMethod]
    public async Task DownloadAsync_gets_another_token_when_one_ends()
    {
        var tokens = new ConcurrentQueue<string>();
        ScriptedRegistry? started = null;
        await using var registry = started = new(request =>
        {
            if (request.Path == "/token")
            {
                tokens.Enqueue($"token{tokens.Count}");
                return LayerResponse.Json(200, $$"""{"token":"{{tokens.Last()}}"}""");
            }

            // The first is good for one request.
            return request.Header("Authorization") == "Bearer token0" && StartOf(request) == 0 ? Part(0, most: 100_000)
                : request.Header("Authorization") == "Bearer token1" ? Part(StartOf(request), Content.Length)
                : With(401, "WWW-Authenticate", $"Bearer realm=\"http://{started!.Host}/token\"");
        });

        CollectionAssert.AreEqual(Content, await DownloadAsync(registry));

        Assert.HasCount(2, tokens);
    }

    private static byte[] Changed(int more) => more > 0 ? [.. Content, 0] : [.. Content.AsSpan(1), 0];

    private static int StartOf(LayerRequest request) => request.Header("Range") is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) : 0;

    // Says that it sends the rest, and breaks off.
    private static LayerResponse Part(int start, int most) => new(start == 0 ? 200 : 206, Content.AsMemory(start))
    {
        SentLength = Math.Min(most, Content.Length - start),
        Headers = start == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Content-Range"] = FormattableString.Invariant($"bytes {start}-{Content.Length - 1}/{Content.Length}") },
    };

    private static LayerResponse With(int status, string header, string value) => new(status, default) { Headers = new Dictionary<string, string> { [header] = value } };

    private async Task<byte[]> DownloadAsync(ScriptedRegistry registry, RegistryCredentials? credentials = null)
    {
        using var output = new MemoryStream();
        using var client = new RegistryClient(new KnownCredentials(credentials), new Backoff(new ImmediateClock(), new SynchronousProgress<BuildMessage>(_ => { })));
        await client.DownloadAsync(ImageReference.Parse(registry.Host + "/base/image:1"), new("x", Digest.OfSha256(Hex), Content.Length), output, Token);
        return output.ToArray();
    }
}
