using System.Text;
using LambdaImage.Oci;
using LambdaImage.Registries;
using LambdaImage.Registries.Credentials;
using LambdaImage.Testing;
namespace LambdaImage.UnitTests.Registries;

/// <summary>Registries that say which image a tag names, ask for credentials, send on, and misbehave.</summary>
[TestClass]
public sealed class RegistryClientTests
{
    private const string Manifest = """{"schemaVersion":2}""";
    private const string Current = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly LayerResponse Found = With(200, "Docker-Content-Digest", Current);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task FindDigestAsync_of_a_public_image_is_one_request()
    {
        await using var registry = new ScriptedRegistry(_ => Found);

        Assert.AreEqual(Current, await FindAsync(registry));

        var request = registry.Requests.Single();
        Assert.AreEqual(("HEAD", "/v2/base/image/manifests/1", null), (request.Method, request.Target, request.Header("Authorization")));
        Assert.Contains("application/vnd.oci.image.index.v1+json", request.Header("Accept")!);
    }

    [TestMethod]
    public async Task FindDigestAsync_without_the_header_is_that_of_the_manifest()
    {
        await using var registry = new ScriptedRegistry(request => request.Method == "HEAD" ? new(200, default) : new(200, Encoding.UTF8.GetBytes(Manifest)));

        Assert.AreEqual(Digest.Of(Encoding.UTF8.GetBytes(Manifest)).ToString(), await FindAsync(registry));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task FindDigestAsync_with_a_token_sends_the_credentials_to_its_realm_alone(bool isKnown)
    {
        ScriptedRegistry? started = null;
        await using var registry = started = new(request =>
            request.Path == "/token" ? LayerResponse.Json(200, """{"token":"abc.def"}""")
            : request.Header("Authorization") == "Bearer abc.def" ? Found
            : With(401, "WWW-Authenticate", $"Bearer realm=\"http://{started!.Host}/token\",service=\"the registry\",scope=\"repository:base/image:pull\""));

        Assert.AreEqual(Current, await FindAsync(registry, isKnown ? new("me", "wörd:1") : null));

        var token = registry.Requests.Single(request => request.Path == "/token");
        Assert.AreEqual(("the registry", "repository:base/image:pull"), (token.Parameter("service"), token.Parameter("scope")));
        Assert.AreEqual(isKnown ? "Basic " + Convert.ToBase64String("me:wörd:1"u8) : null, token.Header("Authorization"));
    }

    [TestMethod]
    public async Task FindDigestAsync_with_an_identity_token_exchanges_it()
    {
        ScriptedRegistry? started = null;
        await using var registry = started = new(request =>
            request.Path == "/token" ? LayerResponse.Json(200, """{"access_token":"xyz"}""")
            : request.Header("Authorization") == "Bearer xyz" ? Found
            : With(401, "WWW-Authenticate", $"bearer Realm=\"http://{started!.Host}/token\" , service=reg"));

        Assert.AreEqual(Current, await FindAsync(registry, new(string.Empty, string.Empty, "refresh me")));

        var token = registry.Requests.Single(request => request.Path == "/token");
        Assert.AreEqual("POST", token.Method);
        Assert.Contains("refresh_token=refresh+me", Encoding.UTF8.GetString(token.Body.Span));
        Assert.Contains("scope=repository%3Abase%2Fimage%3Apull", Encoding.UTF8.GetString(token.Body.Span));
    }

    [TestMethod]
    public async Task FindDigestAsync_with_basic_credentials_sends_them()
    {
        await using var registry = new ScriptedRegistry(request =>
            request.Header("Authorization") == "Basic " + Convert.ToBase64String("me:word"u8) ? Found : With(401, "WWW-Authenticate", "Basic realm=\"x\""));

        Assert.AreEqual(Current, await FindAsync(registry, new("me", "word")));
        Assert.Contains("wants a login", await FailAsync(registry));
        Assert.Contains("HTTP 401", await FailAsync(registry, new("me", "wrong")));
    }

    [TestMethod]
    public async Task FindDigestAsync_that_is_sent_on_takes_no_credentials_along()
    {
        await using var storage = new ScriptedRegistry(_ => Found);
        await using var registry = new ScriptedRegistry(request =>
            request.Header("Authorization") is null ? With(401, "WWW-Authenticate", "Basic realm=\"x\"") : With(307, "Location", $"http://{storage.Host}/elsewhere?a=b"));

        Assert.AreEqual(Current, await FindAsync(registry, new("me", "word")));

        Assert.AreEqual(("/elsewhere?a=b", null), (storage.Requests.Single().Target, storage.Requests.Single().Header("Authorization")));
    }

    [TestMethod]
    [DataRow("http://registry.test/x", "not encrypted")]
    [DataRow("ftp://registry.test/x", "not encrypted")]
    [DataRow("/again", "one address after the other")]
    public async Task FindDigestAsync_that_is_sent_on_to_nowhere_fails(string location, string why)
    {
        await using var registry = new ScriptedRegistry(_ => With(302, "Location", location));

        Assert.Contains(why, await FailAsync(registry));
    }

    [TestMethod]
    public async Task FindDigestAsync_whose_credentials_are_wanted_by_another_domain_sends_none()
    {
        await using var registry = new ScriptedRegistry(_ => With(401, "WWW-Authenticate", "Bearer realm=\"https://tokens.test/token\",service=\"x\""));

        Assert.Contains("another domain", await FailAsync(registry, new("me", "word")));
        Assert.HasCount(1, registry.Requests);
    }

    [TestMethod]
    [DataRow("Bearer realm=\"http://tokens.test/token\"")]
    [DataRow("Bearer realm=\"token\"")]
    [DataRow("Bearer service=\"x\"")]
    [DataRow("Bearer")]
    public async Task FindDigestAsync_with_a_realm_that_cant_be_used_fails(string challenge)
    {
        await using var registry = new ScriptedRegistry(_ => With(401, "WWW-Authenticate", challenge));

        Assert.Contains("names no address for tokens", await FailAsync(registry));
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("nothing")]
    [DataRow("{\"token\":5}")]
    [DataRow("{\"token\":\"a\\r\\nInjected: b\"}")]
    public async Task FindDigestAsync_with_a_token_that_is_none_fails(string token)
    {
        ScriptedRegistry? started = null;
        await using var registry = started = new(request => request.Path == "/token"
            ? LayerResponse.Json(200, token)
            : With(401, "WWW-Authenticate", $"Bearer realm=\"http://{started!.Host}/token\""));

        Assert.Contains("was asked for a token and sent something else", await FailAsync(registry));
    }

    [TestMethod]
    [DataRow(401, "wants a login")]
    [DataRow(403, "wants a login")]
    [DataRow(500, "HTTP 500")]
    public async Task FindDigestAsync_that_gets_no_token_fails(int status, string why)
    {
        ScriptedRegistry? started = null;
        await using var registry = started = new(request => request.Path == "/token"
            ? new(status, default)
            : With(401, "WWW-Authenticate", $"Bearer realm=\"http://{started!.Host}/token\""));

        Assert.Contains(why, await FailAsync(registry, new("me", "word")));
    }

    [TestMethod]
    [DataRow(401)]
    [DataRow(403)]
    [DataRow(429)]
    [DataRow(503)]
    public async Task FindDigestAsync_that_is_refused_says_so(int status)
    {
        await using var registry = new ScriptedRegistry(_ => new(status, default));

        Assert.Contains($"HTTP {status}", await FailAsync(registry));
    }

    [TestMethod]
    public async Task FindDigestAsync_of_an_image_that_is_not_there_finds_none()
    {
        await using var registry = new ScriptedRegistry(_ => new(404, default));

        Assert.AreEqual(string.Empty, await FindAsync(registry));
    }

    [TestMethod]
    public async Task FindDigestAsync_of_a_registry_that_is_not_there_fails()
    {
        Assert.Contains("127.0.0.1:1 was not reached", (await Assert.ThrowsExactlyAsync<RegistryException>(() => FindAsync("127.0.0.1:1", null))).Message);
    }

    [TestMethod]
    public async Task FindDigestAsync_of_a_registry_that_says_nothing_fails()
    {
        await using var registry = new ScriptedRegistry(_ => new(200, new byte[10]) { SentLength = 0, Stalls = true });

        Assert.Contains("nothing came from", await FailAsync(registry, patience: TimeSpan.FromMilliseconds(500)));
    }

    [TestMethod]
    public async Task FindDigestAsync_of_a_manifest_that_is_too_large_or_cut_off_fails()
    {
        await using var large = new ScriptedRegistry(_ => new(200, new byte[5 * 1024 * 1024]));
        await using var cut = new ScriptedRegistry(_ => new(200, new byte[100]) { SentLength = 50 });

        Assert.Contains("sent more than", await FailAsync(large));
        Assert.Contains("the connection broke", await FailAsync(cut));
    }

    [TestMethod]
    public async Task FindDigestAsync_of_a_registry_with_a_certificate_that_nobody_knows_sends_nothing_in_the_clear()
    {
        using var certificate = SelfSigned.ForLoopback();
        await using var registry = new ScriptedRegistry(_ => Found, certificate);

        await FailAsync(registry, new("me", "word"));

        Assert.IsEmpty(registry.Requests);
    }

    [TestMethod]
    [DataRow("registry.example.com", "registry.example.com", true)]
    [DataRow("registry.example.com", "REGISTRY.example.com", true)]
    [DataRow("registry-1.docker.io", "auth.docker.io", true)]
    [DataRow("registry.gitlab.com", "gitlab.com", true)]
    [DataRow("ghcr.io", "evil.io", false)]
    [DataRow("registry.example.com", "example.com.evil.test", false)]
    [DataRow("registry.example.com", "evilexample.com", false)]
    [DataRow("registry.example.com", "evil.com", false)]
    [DataRow("10.0.0.1", "10.0.0.2", false)]
    [DataRow("registry", "other", false)]
    public void Trusts_hosts_of_the_same_domain(string registry, string host, bool expected)
    {
        Assert.AreEqual(expected, Challenge.Trusts(registry, host));
    }

    private static LayerResponse With(int status, string header, string value) => new(status, default) { Headers = new Dictionary<string, string> { [header] = value } };

    private Task<string> FindAsync(ScriptedRegistry registry, RegistryCredentials? credentials = null) => FindAsync(registry.Host, credentials);

    private async Task<string> FindAsync(string host, RegistryCredentials? credentials, TimeSpan? patience = null)
    {
        using var client = new RegistryClient(new KnownCredentials(credentials), patience: patience);
        return (await client.FindDigestAsync(ImageReference.Parse(host + "/base/image:1"), isPush: false, Token))?.ToString() ?? string.Empty;
    }

    private async Task<string> FailAsync(ScriptedRegistry registry, RegistryCredentials? credentials = null, TimeSpan? patience = null) =>
        (await Assert.ThrowsExactlyAsync<RegistryException>(() => FindAsync(registry.Host, credentials, patience))).Message;
}
