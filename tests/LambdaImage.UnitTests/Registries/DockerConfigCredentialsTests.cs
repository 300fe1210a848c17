using LambdaImage.Registries.Credentials;
using LambdaImage.Testing;
namespace LambdaImage.UnitTests.Registries;

[TestClass]
public sealed class DockerConfigCredentialsTests
{
    private static readonly RegistryCredentials Me = new("me", "pass:word");

    // me:pass:word
    private const string Auth = "bWU6cGFzczp3b3Jk";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("registry.test", "registry.test")]
    [DataRow("registry.test:5000", "registry.test:5000")]
    [DataRow("registry.test", "https://registry.test")]
    [DataRow("docker.io", "https://index.docker.io/v1/")]
    public async Task FindAsync_of_a_registry_in_the_file_gives_its_user_and_password(string registry, string key)
    {
        var (credentials, problem) = await FindAsync(registry, $$"""{ "auths": { "{{key}}": { "auth": "{{Auth}}" } } }""");

        Assert.AreEqual((Me, null), (credentials, problem));
    }

    [TestMethod]
    public async Task FindAsync_of_a_registry_with_an_identity_token_gives_the_token()
    {
        var (credentials, _) = await FindAsync("registry.test", $$"""{ "auths": { "registry.test": { "auth": "{{Auth}}", "identitytoken": "token" } } }""");

        Assert.AreEqual(new(string.Empty, string.Empty, "token"), credentials);
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("{ \"auths\": null }")]
    [DataRow("{ \"auths\": [] }")]
    [DataRow("{ \"auths\": { \"registry.test\": null } }")]
    [DataRow("{ \"auths\": { \"registry.test\": {} } }")]
    [DataRow("{ \"auths\": { \"registry.test\": { \"auth\": \"\" } } }")]
    [DataRow("{ \"auths\": { \"registry.test\": { \"auth\": 5 } } }")]
    [DataRow("{ \"auths\": { \"registry.test\": { \"auth\": \"no base64!\" } } }")]
    [DataRow("{ \"auths\": { \"registry.test\": { \"auth\": \"bm9jb2xvbg==\" } } }")]
    [DataRow("{ \"auths\": { \"registry.test:5000\": { \"auth\": \"bWU6cGFzczp3b3Jk\" } } }")]
    [DataRow("{ \"auths\": { \"test\": { \"auth\": \"bWU6cGFzczp3b3Jk\" } } }")]
    [DataRow("{ \"credHelpers\": { \"registry.test\": 5 }, \"credsStore\": [] }")]
    public async Task FindAsync_of_a_registry_without_credentials_gives_none(string config)
    {
        var found = await FindAsync("registry.test", config);

        Assert.AreEqual((null, null), found);
    }

    [TestMethod]
    public async Task FindAsync_without_the_file_gives_none()
    {
        using var folder = new TemporaryFolder();

        var found = await new DockerConfigCredentials(folder.Path).FindAsync("registry.test", TestContext.CancellationToken);

        Assert.AreEqual((null, null), found);
    }

    [TestMethod]
    public async Task FindAsync_without_the_folder_gives_none()
    {
        using var folder = new TemporaryFolder();

        var found = await new DockerConfigCredentials(folder.At("nowhere")).FindAsync("registry.test", TestContext.CancellationToken);

        Assert.AreEqual((null, null), found);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{ \"auths\": ")]
    [DataRow("auths:")]
    public async Task FindAsync_of_a_damaged_file_gives_none_and_says_why(string config)
    {
        var (credentials, problem) = await FindAsync("registry.test", config);

        Assert.IsNull(credentials);
        Assert.Contains("config.json", problem!);
    }

    private async Task<(RegistryCredentials? Credentials, string? Problem)> FindAsync(string registry, string config)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", config);
        return await new DockerConfigCredentials(folder.Path).FindAsync(registry, TestContext.CancellationToken);
    }
}
