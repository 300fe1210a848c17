using System.Text;
using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Oci;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>What the engine is told about the user when it is to speak with a registry.</summary>
[TestClass]
public sealed class PullCredentialsTests
{
    private const string Header = "X-Registry-Auth";

    private static readonly ImageReference Image = ImageReference.Parse("registry.test:5000/base:1");

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task PullImageAsync_with_credentials_sends_them_url_safe()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.AddToRegistry(new("sha256:base") { Tags = [Image.ToString()] });
        using var config = Config("~~~???~~~???");

        await PullAsync(engine, config);

        var header = engine.RequestsOf("POST", "/images/create").Single().Headers[Header];
        Assert.DoesNotContain("+", header);
        Assert.DoesNotContain("/", header);
        Assert.AreEqual(("me", "~~~???~~~???", "registry.test:5000"), Decode(header));
    }

    [TestMethod]
    public async Task FindRegistryDigestAsync_with_credentials_sends_them()
    {
        await using var engine = new ScriptedEngine();
        engine.On("GET", "/distribution/", ScriptedResponses.Body("""{"Descriptor":{"digest":"sha256:1111111111111111111111111111111111111111111111111111111111111111"}}"""));
        using var config = Config("word");
        using var connection = await ConnectAsync(engine, config);

        var (digest, _) = await connection.FindRegistryDigestAsync(Image, Token);

        Assert.AreEqual("sha256:" + new string('1', 64), digest?.ToString());
        Assert.AreEqual(("me", "word", "registry.test:5000"), Decode(engine.RequestsOf("GET", "/distribution/").Single().Headers[Header]));
    }

    [TestMethod]
    public async Task PullImageAsync_without_credentials_sends_none()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.AddToRegistry(new("sha256:base") { Tags = [Image.ToString()] });
        using var config = new TemporaryFolder();

        await PullAsync(engine, config);

        Assert.IsFalse(engine.RequestsOf("POST", "/images/create").Single().Headers.ContainsKey(Header));
    }

    [TestMethod]
    public async Task PullImageAsync_with_a_missing_helper_pulls_without_credentials()
    {
        await using var engine = new ScriptedEngine();
        engine.Images.AddToRegistry(new("sha256:base") { Tags = [Image.ToString()] });
        using var config = WithMissingHelper();

        await PullAsync(engine, config);

        Assert.IsFalse(engine.RequestsOf("POST", "/images/create").Single().Headers.ContainsKey(Header));
    }

    [TestMethod]
    public async Task PullImageAsync_that_is_refused_with_a_missing_helper_tells_of_the_helper()
    {
        await using var engine = new ScriptedEngine();
        engine.On("POST", "/images/create", ScriptedResponses.Refusal(500, "no basic auth credentials"));
        using var config = WithMissingHelper();

        var failure = await Expect.FailureAsync(DiagnosticCodes.RegistryUnauthorized, () => PullAsync(engine, config));

        Assert.Contains("docker-credential-li-nowhere", failure.Message);
    }

    private static TemporaryFolder Config(string password)
    {
        var folder = new TemporaryFolder();
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + password));
        folder.Write("config.json", $$"""{ "auths": { "{{Image.Registry}}": { "auth": "{{auth}}" } } }""");
        return folder;
    }

    private static TemporaryFolder WithMissingHelper()
    {
        var folder = new TemporaryFolder();
        folder.Write("config.json", """{ "credsStore": "li-nowhere" }""");
        return folder;
    }

    private static (string? User, string? Password, string? Registry) Decode(string header)
    {
        var json = JsonElement.Parse(Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/')));
        return (json.GetProperty("username").GetString(), json.GetProperty("password").GetString(), json.GetProperty("serveraddress").GetString());
    }

    private Task<IEngine> ConnectAsync(ScriptedEngine engine, TemporaryFolder config) =>
        EngineConnector.ConnectAsync(new() { Host = engine.Address, DockerConfig = config.Path }, Token);

    private async Task PullAsync(ScriptedEngine engine, TemporaryFolder config)
    {
        using var connection = await ConnectAsync(engine, config);
        await connection.PullImageAsync(Image, new("linux", "amd64"), new SynchronousProgress(), Token);
    }

    private sealed class SynchronousProgress : IProgress<string>
    {
        public void Report(string value)
        {
            // What is said is not what these tests are about.
        }
    }
}
