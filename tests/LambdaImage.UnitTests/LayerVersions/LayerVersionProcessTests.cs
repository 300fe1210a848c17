using System.Security.Cryptography;
using System.Text;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.LayerVersions;

/// <summary>What depends on a process's environment, or on several processes.</summary>
[TestClass]
public sealed class LayerVersionProcessTests
{
    private const string RoleKey = "ASIAOFTHEROLE";

    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Credentials_come_from_the_environment()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.SessionToken = "session";

        var (result, _) = await LayerChild.RunAsync(
            workspace, Token, ("AWS_ACCESS_KEY_ID", LayerServer.AccessKey), ("AWS_SECRET_ACCESS_KEY", LayerServer.SecretKey), ("AWS_SESSION_TOKEN", "session"));

        Assert.AreEqual(workspace.CachedFile, result);
    }

    [TestMethod]
    public async Task Credentials_come_from_the_profile()
    {
        await using var workspace = new LayerWorkspace();
        Configure(workspace, $"[profile work]\nregion = ap-south-1\naws_access_key_id = {LayerServer.AccessKey}\naws_secret_access_key = {LayerServer.SecretKey}\n");

        var (result, _) = await LayerChild.RunAsync(workspace, Token, ("AWS_PROFILE", "work"));

        Assert.AreEqual(workspace.CachedFile, result);
    }

    [TestMethod]
    public async Task Credentials_come_from_the_role_of_the_profile()
    {
        await using var workspace = new LayerWorkspace();
        OfferRole(workspace);

        var (result, loaded) = await LayerChild.RunAsync(
            workspace, Token, ("AWS_PROFILE", "role"), ("AWS_ENDPOINT_URL_STS", workspace.Server.Address.AbsoluteUri));

        Assert.AreEqual(workspace.CachedFile, result);
        Assert.Contains("AWSSDK.SecurityToken", loaded);
    }

    [TestMethod]
    public async Task Certificate_bundle_holds_for_the_services_that_give_out_credentials()
    {
        using var certificate = SelfSigned.ForLoopback();
        await using var workspace = new LayerWorkspace(certificate);
        workspace.CertificateBundle = workspace.Folder.Write("bundle.pem", certificate.ExportCertificatePem());
        OfferRole(workspace);

        var (result, _) = await LayerChild.RunAsync(
            workspace, Token, ("AWS_PROFILE", "role"), ("AWS_ENDPOINT_URL_STS", workspace.Server.Address.AbsoluteUri));

        Assert.AreEqual(workspace.CachedFile, result);
    }

    [TestMethod]
    public async Task Credentials_come_from_single_sign_on()
    {
        const string Start = "https://example.awsapps.com/start";
        await using var workspace = new LayerWorkspace();
        workspace.Server.ExpectedAccessKey = RoleKey;
        workspace.Server.SessionToken = "of the portal";
        workspace.Server.OtherAnswers["/federation/credentials"] = LayerResponse.Json(200, $$"""
            {
              "roleCredentials": {
                "accessKeyId": "{{RoleKey}}", "secretAccessKey": "{{LayerServer.SecretKey}}", "sessionToken": "of the portal", "expiration": 4102444800000
              }
            }
            """);
        Configure(workspace, $"[profile sso]\nsso_start_url = {Start}\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = reader\n");
        var name = Convert.ToHexString(SHA1Of(Start)).ToLowerInvariant();
        workspace.Folder.Write(
            $".aws/sso/cache/{name}.json",
            $$"""{"startUrl":"{{Start}}","region":"eu-west-1","accessToken":"token","expiresAt":"2099-01-01T00:00:00Z"}""");

        var (result, loaded) = await LayerChild.RunAsync(
            workspace, Token, ("AWS_PROFILE", "sso"), ("AWS_ENDPOINT_URL_SSO", workspace.Server.Address.AbsoluteUri));

        Assert.AreEqual(workspace.CachedFile, result);
        Assert.Contains("AWSSDK.SSO", loaded);
    }

    [TestMethod]
    public async Task Credentials_come_from_the_container()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.ExpectedAccessKey = RoleKey;
        workspace.Server.SessionToken = "of the container";
        workspace.Server.OtherAnswers["/container"] = LayerResponse.Json(200, $$"""
            {"AccessKeyId":"{{RoleKey}}","SecretAccessKey":"{{LayerServer.SecretKey}}","Token":"of the container","Expiration":"2099-01-01T00:00:00Z"}
            """);

        var (result, _) = await LayerChild.RunAsync(
            workspace, Token, ("AWS_CONTAINER_CREDENTIALS_FULL_URI", workspace.Server.Address + "container"));

        Assert.AreEqual(workspace.CachedFile, result);
    }

    [TestMethod]
    public async Task No_credentials_anywhere_has_its_code()
    {
        await using var workspace = new LayerWorkspace();

        var (result, _) = await LayerChild.RunAsync(workspace, Token);

        Assert.StartsWith("LAMBDAIMAGE4002 ", result);
        Assert.IsEmpty(workspace.Server.Requests);
    }

    [TestMethod]
    public async Task Missing_profile_is_named()
    {
        await using var workspace = new LayerWorkspace();

        var (result, _) = await LayerChild.RunAsync(workspace, Token, ("AWS_PROFILE", "absent"));

        Assert.StartsWith("LAMBDAIMAGE4002 ", result);
        Assert.Contains("absent", result);
    }

    [TestMethod]
    [DataRow("[profile broken]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = nowhere\n")]
    [DataRow("[profile broken]\ncredential_process = /bin/false\n")]
    [DataRow("[profile broken]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n")]
    [DataRow("[profile broken\n")]
    [DataRow("\u0000")]
    public async Task Broken_profile_has_its_code(string config)
    {
        await using var workspace = new LayerWorkspace();
        Configure(workspace, config);

        var (result, _) = await LayerChild.RunAsync(workspace, Token, ("AWS_PROFILE", "broken"));

        Assert.StartsWith("LAMBDAIMAGE4002 ", result);
    }

    [TestMethod]
    public async Task Locked_and_cached_layer_version_needs_no_credentials_and_loads_nothing_of_AWSSDK()
    {
        await using var workspace = new LayerWorkspace();
        await workspace.ResolveAsync(Token);
        workspace.Server.Requests.Clear();

        var (result, loaded) = await LayerChild.RunAsync(workspace, Token);

        Assert.AreEqual(workspace.CachedFile, result);
        Assert.IsEmpty(loaded);
        Assert.IsEmpty(workspace.Server.Requests);
    }

    [TestMethod]
    public async Task Proxy_of_the_environment_is_used()
    {
        await using var workspace = new LayerWorkspace();
        await using var proxy = new ForwardProxy(workspace.Server);

        var (result, _) = await LayerChild.RunAsync(workspace, Token, [.. Keys, ("HTTP_PROXY", proxy.Address.AbsoluteUri)]);

        Assert.AreEqual(workspace.CachedFile, result);
        Assert.HasCount(2, proxy.Targets);
    }

    [TestMethod]
    public async Task Proxy_of_the_environment_is_not_used_for_hosts_of_NO_PROXY()
    {
        await using var workspace = new LayerWorkspace();
        await using var proxy = new ForwardProxy(workspace.Server);

        var (result, _) = await LayerChild.RunAsync(
            workspace, Token, [.. Keys, ("HTTP_PROXY", proxy.Address.AbsoluteUri), ("NO_PROXY", "127.0.0.1")]);

        Assert.AreEqual(workspace.CachedFile, result);
        Assert.IsEmpty(proxy.Targets);
    }

    [TestMethod]
    public async Task Processes_that_download_at_the_same_time_all_get_the_layer()
    {
        await using var workspace = new LayerWorkspace();
        var bothDownload = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var downloads = 0;
        workspace.Server.BeforeDownload = () =>
        {
            if (Interlocked.Increment(ref downloads) == 2)
            {
                bothDownload.TrySetResult();
            }

            return bothDownload.Task;
        };

        var results = await Task.WhenAll(LayerChild.RunAsync(workspace, Token, Keys), LayerChild.RunAsync(workspace, Token, Keys));

        CollectionAssert.AreEqual(new[] { workspace.CachedFile, workspace.CachedFile }, results.Select(result => result.Result).ToList());
        Assert.HasCount(1, workspace.CachedFiles);
    }

    [TestMethod]
    public async Task Builds_in_one_process_that_download_at_the_same_time_all_get_the_layer()
    {
        await using var workspace = new LayerWorkspace();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => workspace.ResolveAsync(Token)));

        Assert.DoesNotContain(files => files.Single() != workspace.CachedFile, results);
        Assert.HasCount(1, workspace.CachedFiles);
    }

    private static (string Name, string Value)[] Keys =>
        [("AWS_ACCESS_KEY_ID", LayerServer.AccessKey), ("AWS_SECRET_ACCESS_KEY", LayerServer.SecretKey)];

    private static void Configure(LayerWorkspace workspace, string config) => workspace.Folder.Write(".aws/config", config);

    private static void OfferRole(LayerWorkspace workspace)
    {
        Configure(
            workspace,
            $"[profile role]\nrole_arn = arn:aws:iam::123456789012:role/reader\nsource_profile = base\nregion = eu-west-1\n" +
            $"[profile base]\naws_access_key_id = {LayerServer.AccessKey}\naws_secret_access_key = {LayerServer.SecretKey}\n");
        workspace.Server.ExpectedAccessKey = RoleKey;
        workspace.Server.SessionToken = "of the role";
        workspace.Server.OtherAnswers["/"] = new(200, Encoding.UTF8.GetBytes($"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>{RoleKey}</AccessKeyId><SecretAccessKey>{LayerServer.SecretKey}</SecretAccessKey>
            <SessionToken>of the role</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
            </Credentials></AssumeRoleResult></AssumeRoleResponse>
            """))
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "text/xml" },
        };
    }

    // The name under which AWS tools keep the token of a login is the SHA-1 of its address.
    private static byte[] SHA1Of(string text)
    {
#pragma warning disable CA5350 // Weak cryptographic algorithm: AWS chose it.
        return SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }
}
