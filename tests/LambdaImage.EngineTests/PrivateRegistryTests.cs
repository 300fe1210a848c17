using System.Net;
using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.EngineTests.Support;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>Registries that do not give everybody everything.</summary>
[TestClass]
public sealed class PrivateRegistryTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    public async Task Base_in_a_registry_that_wants_a_login_fails_without_credentials()
    {
        await using var gate = WantingLogin();

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => BuildAsync(gate.NameOf($"{TestEnvironment.Registry}/{Id}:1"), "Missing"));

        Assert.AreEqual("LAMBDAIMAGE1008", failure.Descriptor.Code, failure.Message);
        Assert.Contains($"'docker login {gate.Name}'", failure.Message);
    }

    [TestMethod]
    public async Task Base_in_a_registry_that_wants_a_login_fails_with_another_password()
    {
        await using var gate = WantingLogin();
        WriteConfig(gate, "other");

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => BuildAsync(gate.NameOf($"{TestEnvironment.Registry}/{Id}:1"), "Missing"));

        Assert.AreEqual("LAMBDAIMAGE1008", failure.Descriptor.Code, failure.Message);
    }

    [TestMethod]
    public async Task Base_in_a_registry_that_wants_a_login_is_pulled_with_the_credentials_of_the_config_file()
    {
        await using var gate = WantingLogin();
        WriteConfig(gate, RegistryGate.Password);
        var (name, digest) = await Images.PublishAsync();

        var image = await BuildAsync(gate.NameOf(name), "Missing");

        Assert.AreEqual(digest, image.BaseDigest?.ToString());
    }

    [TestMethod]
    public async Task Base_in_a_registry_that_wants_a_login_is_current_by_the_credentials_of_the_config_file()
    {
        await using var gate = WantingLogin();
        WriteConfig(gate, RegistryGate.Password);
        var (name, _) = await Images.PublishAsync();
        await BuildAsync(gate.NameOf(name), "IfNewer");

        var second = await BuildAsync(gate.NameOf(name), "IfNewer");

        Assert.IsTrue(second.Skipped);
    }

    [TestMethod]
    public async Task Base_that_the_engine_has_needs_credentials_to_be_asked_for()
    {
        await using var gate = WantingLogin();
        var name = gate.NameOf(await Images.MakeAsync(TestImages.RootFiles()));
        await Images.TagAsync($"{TestEnvironment.Registry}/{Id}-base:1", name);
        if (await TestEngine.IsPodmanAsync(Docker))
        {
            Assert.IsFalse((await BuildAsync(name, "IfNewer")).Skipped);
            return;
        }

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => BuildAsync(name, "IfNewer"));

        Assert.AreEqual("LAMBDAIMAGE1008", failure.Descriptor.Code, failure.Message);
    }

    [TestMethod]
    [DataRow(HttpStatusCode.Forbidden, "DENIED", "Your authorization token has expired.", "LAMBDAIMAGE1009")]
    [DataRow(HttpStatusCode.Forbidden, "DENIED", "requested access to the resource is denied", "LAMBDAIMAGE1009")]
    [DataRow(HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS", "Rate exceeded", "LAMBDAIMAGE1010")]
    public async Task Base_in_a_registry_that_refuses_fails_with_the_reason(HttpStatusCode status, string word, string message, string code)
    {
        await using var gate = new RegistryGate(status, word, message);

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => BuildAsync(gate.NameOf($"{TestEnvironment.Registry}/{Id}:1"), "Missing"));

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
    }

    private static RegistryGate WantingLogin() => new(HttpStatusCode.Unauthorized, "UNAUTHORIZED", "authentication required");

    private void WriteConfig(RegistryGate gate, string password)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RegistryGate.User}:{password}"));
        Folder.Write("docker/config.json", $$"""{ "auths": { "{{gate.Name}}": { "auth": "{{auth}}" } } }""");
    }

    private Task<ImageResult> BuildAsync(string baseImage, string policy)
    {
        var settings = new Engines.Endpoints.EngineSettings { Host = TestEnvironment.DockerHost, DockerConfig = Folder.At("docker") };
        var builder = new ImageBuilder(token => EngineConnector.ConnectAsync(settings, token), WorkFolder, Folder.At("cache"), new RecordingProgress());
        return builder.BuildAsync(ImageSpecReader.Read(OneFile().With("LambdaBaseImage", baseImage).With("LambdaImagePullPolicy", policy)), CancellationToken);
    }
}
