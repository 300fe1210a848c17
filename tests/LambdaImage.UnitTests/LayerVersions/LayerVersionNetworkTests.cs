using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class LayerVersionNetworkTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Both_requests_go_through_the_proxy()
    {
        await using var workspace = new LayerWorkspace();
        await using var proxy = new ForwardProxy(workspace.Server);
        workspace.Proxy = new WebProxy(proxy.Address);

        await workspace.ResolveAsync(Token);

        Assert.HasCount(2, proxy.Targets);
    }

    [TestMethod]
    public async Task Encrypted_requests_go_through_a_tunnel_of_the_proxy()
    {
        using var certificate = SelfSigned.ForLoopback();
        await using var workspace = new LayerWorkspace(certificate);
        await using var proxy = new ForwardProxy(workspace.Server);
        workspace.Proxy = new WebProxy(proxy.Address);
        workspace.CertificateBundle = Bundle(workspace, certificate);

        await workspace.ResolveAsync(Token);

        Assert.AreEqual($"127.0.0.1:{workspace.Server.Port}", proxy.Targets.First());
    }

    [TestMethod]
    public async Task Proxy_that_refuses_a_tunnel_is_named_as_the_cause()
    {
        using var certificate = SelfSigned.ForLoopback();
        await using var workspace = new LayerWorkspace(certificate);
        await using var proxy = new ForwardProxy(workspace.Server) { Refusal = 407 };
        workspace.Proxy = new WebProxy(proxy.Address);

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerDownloadUnreachable, failure.Descriptor);
        Assert.Contains("HTTPS_PROXY", failure.Message);
    }

    [TestMethod]
    public async Task Certificate_of_the_bundle_is_trusted()
    {
        using var certificate = SelfSigned.ForLoopback();
        await using var workspace = new LayerWorkspace(certificate);
        workspace.CertificateBundle = Bundle(workspace, certificate);

        var files = await workspace.ResolveAsync(Token);

        Assert.AreEqual(workspace.CachedFile, files.Single());
    }

    [TestMethod]
    public async Task Certificate_of_a_bundle_with_several_is_trusted()
    {
        using var certificate = SelfSigned.ForLoopback();
        using var other = SelfSigned.ForLoopback();
        await using var workspace = new LayerWorkspace(certificate);
        workspace.CertificateBundle = Bundle(workspace, other, certificate);

        var files = await workspace.ResolveAsync(Token);

        Assert.AreEqual(workspace.CachedFile, files.Single());
    }

    [TestMethod]
    public async Task Unknown_certificate_is_refused()
    {
        using var certificate = SelfSigned.ForLoopback();
        await using var workspace = new LayerWorkspace(certificate);

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerDownloadUnreachable, failure.Descriptor);
        Assert.Contains("AWS_CA_BUNDLE", failure.Message);
        Assert.IsEmpty(workspace.Server.Requests);
    }

    [TestMethod]
    public async Task Certificate_that_is_not_in_the_bundle_is_refused()
    {
        using var certificate = SelfSigned.ForLoopback();
        using var other = SelfSigned.ForLoopback();
        await using var workspace = new LayerWorkspace(certificate);
        workspace.CertificateBundle = Bundle(workspace, other);

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerDownloadUnreachable, failure.Descriptor);
    }

    [TestMethod]
    [DataRow("missing.pem", null)]
    [DataRow("empty.pem", "")]
    [DataRow("text.pem", "not a certificate")]
    [DataRow("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task Bundle_that_can_not_be_read_is_named(string name, string? content)
    {
        await using var workspace = new LayerWorkspace();
        workspace.CertificateBundle = content is null ? workspace.Folder.At(name) : workspace.Folder.Write(name, content);

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.InvalidPropertyValue, failure.Descriptor);
        Assert.Contains(name, failure.Message);
    }

    [TestMethod]
    public async Task Endpoint_that_nothing_listens_at_is_named()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Endpoint = $"http://127.0.0.1:{FreePort()}/";

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerDownloadUnreachable, failure.Descriptor);
        Assert.Contains("127.0.0.1", failure.Message);
    }

    [TestMethod]
    public async Task Download_that_stalls_is_given_up_and_not_kept()
    {
        await using var workspace = new LayerWorkspace { Patience = TimeSpan.FromMilliseconds(250) };
        for (var i = 0; i < Backoff.Tries; i++)
        {
            workspace.Server.DownloadAnswers.Enqueue(new(200, workspace.Content) { SentLength = 20, Stalls = true });
        }

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerDownloadUnreachable, failure.Descriptor);
        Assert.Contains("nothing came", failure.Message);
        Assert.IsEmpty(workspace.CachedFiles);
    }

    [TestMethod]
    public async Task Cancelled_download_ends_at_once_and_leaves_nothing()
    {
        await using var workspace = new LayerWorkspace();
        using var stop = new CancellationTokenSource();
        workspace.Server.BeforeDownload = stop.CancelAsync;
        workspace.Server.DownloadAnswers.Enqueue(new(200, workspace.Content) { SentLength = 20, Stalls = true });

        await Assert.ThrowsAsync<OperationCanceledException>(() => workspace.ResolveAsync(stop.Token));

        Assert.IsEmpty(workspace.CachedFiles);
        Assert.IsFalse(File.Exists(workspace.LockFile));
    }

    private static string Bundle(LayerWorkspace workspace, params X509Certificate2[] certificates) =>
        workspace.Folder.Write("bundle.pem", string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem())));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
