using System.Text;
using Amazon.Runtime;
using LambdaImage.Diagnostics;
using LambdaImage.LayerVersions;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class LayerVersionFailureTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    public static IEnumerable<(LayerResponse Answer, string Code)> PermanentAnswers =>
    [
        (LayerResponse.Error(403, "AccessDeniedException", "not authorized"), "LAMBDAIMAGE4004"),
        (LayerResponse.Json(403, """{"__type":"com.amazonaws.lambda#AccessDeniedException","message":"not authorized"}"""), "LAMBDAIMAGE4004"),
        (LayerResponse.Json(403, """{"message":"no type at all"}"""), "LAMBDAIMAGE4004"),
        (new(403, "<html>Blocked by policy</html>"u8.ToArray()), "LAMBDAIMAGE4004"),
        (LayerResponse.Error(403, "UnrecognizedClientException", "The security token is invalid"), "LAMBDAIMAGE4003"),
        (LayerResponse.Error(403, "ExpiredTokenException", "The security token has expired"), "LAMBDAIMAGE4003"),
        (LayerResponse.Json(400, """{"__type":"ExpiredToken"}"""), "LAMBDAIMAGE4003"),
        (LayerResponse.Error(404, "ResourceNotFoundException", "does not exist"), "LAMBDAIMAGE4005"),
        (LayerResponse.Error(400, "InvalidParameterValueException", "wrong"), "LAMBDAIMAGE4008"),
        (new(301, default) { Headers = new Dictionary<string, string> { ["Location"] = "http://127.0.0.1:1/elsewhere" } }, "LAMBDAIMAGE4008"),
        (new(407, default), "LAMBDAIMAGE4007"),
        (LayerResponse.Json(200, "{}"), "LAMBDAIMAGE4008"),
        (LayerResponse.Json(200, "[]"), "LAMBDAIMAGE4008"),
        (LayerResponse.Json(200, """{"Content":{"Location":null}}"""), "LAMBDAIMAGE4008"),
        (LayerResponse.Json(200, """{"Content":{"Location":"file:///etc/passwd","CodeSha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","CodeSize":1}}"""), "LAMBDAIMAGE4008"),
        (LayerResponse.Json(200, """{"Content":{"Location":"http://h/","CodeSha256":"AAAA","CodeSize":1}}"""), "LAMBDAIMAGE4008"),
        (LayerResponse.Json(200, """{"Content":{"Location":"http://h/","CodeSha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","CodeSize":-1}}"""), "LAMBDAIMAGE4008"),
        (new(200, "<html>Log in to the hotel's network</html>"u8.ToArray()), "LAMBDAIMAGE4008"),
        (new(200, Encoding.UTF8.GetBytes(new string('[', 100_000))), "LAMBDAIMAGE4008"),
    ];

    public static IEnumerable<(LayerResponse Answer, string Code)> PassingAnswers =>
    [
        (LayerResponse.Error(429, "TooManyRequestsException", "Rate exceeded"), "LAMBDAIMAGE4006"),
        (LayerResponse.Error(400, "ThrottlingException", "Rate exceeded"), "LAMBDAIMAGE4006"),
        (LayerResponse.Error(500, "ServiceException", "An error occurred"), "LAMBDAIMAGE4008"),
        (new(503, default), "LAMBDAIMAGE4008"),
        (LayerResponse.Json(200, """{"Content":{"Location":"http""") with { SentLength = 20 }, "LAMBDAIMAGE4007"),
    ];

    [TestMethod]
    [DynamicData(nameof(PermanentAnswers))]
    public async Task Refusal_has_its_code_and_is_not_tried_again(LayerResponse answer, string code)
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.ApiAnswers.Enqueue(answer);

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.HasCount(1, workspace.Server.Requests);
    }

    [TestMethod]
    [DynamicData(nameof(PermanentAnswers))]
    public async Task Refusal_leaves_nothing_behind(LayerResponse answer, string code)
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.ApiAnswers.Enqueue(answer);

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(code, failure.Descriptor.Code);
        Assert.IsEmpty(Directory.GetFileSystemEntries(workspace.Folder.Path));
    }

    [TestMethod]
    [DynamicData(nameof(PassingAnswers))]
    public async Task Passing_refusal_is_tried_again(LayerResponse answer, string code)
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.ApiAnswers.Enqueue(answer);

        var files = await workspace.ResolveAsync(Token);

        Assert.AreEqual(workspace.CachedFile, files.Single(), code);
        Assert.Contains(message => message.Text.Contains("again", StringComparison.Ordinal), workspace.Messages.All);
    }

    [TestMethod]
    [DynamicData(nameof(PassingAnswers))]
    public async Task Refusal_that_stays_fails_after_four_tries(LayerResponse answer, string code)
    {
        await using var workspace = new LayerWorkspace();
        for (var i = 0; i < 10; i++)
        {
            workspace.Server.ApiAnswers.Enqueue(answer);
        }

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.HasCount(4, workspace.Server.Requests);
    }

    [TestMethod]
    public async Task Waits_between_tries_double()
    {
        await using var workspace = new LayerWorkspace();
        Refuse(workspace, LayerResponse.Error(500, "ServiceException", "no"), times: 3);

        await workspace.ResolveAsync(Token);

        CollectionAssert.AreEqual(new[] { 0.5, 1, 2 }, workspace.Clock.Waits.Select(wait => wait.TotalSeconds).ToList());
    }

    [TestMethod]
    public async Task Retry_After_is_honoured_within_reason()
    {
        await using var workspace = new LayerWorkspace();
        Refuse(workspace, Asking("7"), times: 1);
        Refuse(workspace, Asking("3600"), times: 1);
        Refuse(workspace, Asking("nonsense"), times: 1);

        await workspace.ResolveAsync(Token);

        CollectionAssert.AreEqual(new double[] { 7, 20, 2 }, workspace.Clock.Waits.Select(wait => wait.TotalSeconds).ToList());
    }

    [TestMethod]
    public async Task Access_denied_names_account_region_and_action()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.ApiAnswers.Enqueue(LayerResponse.Error(403, "AccessDeniedException", "User: arn:aws:iam::1:user/me is not authorized"));

        var failure = await workspace.FailAsync(Token);

        Assert.Contains("123456789012", failure.Message);
        Assert.Contains("eu-west-1", failure.Message);
        Assert.Contains("lambda:GetLayerVersion", failure.Message);
        Assert.Contains("User: arn:aws:iam::1:user/me is not authorized", failure.Message);
    }

    [TestMethod]
    public async Task Failure_is_about_the_item_that_names_the_layer()
    {
        await using var workspace = new LayerWorkspace();

        var failure = await workspace.FailAsync(Token, LayerWorkspace.OtherArn);

        Assert.AreEqual(new("LambdaLayer", LayerWorkspace.OtherArn), failure.Origin);
    }

    [TestMethod]
    public async Task Wrong_secret_is_refused_as_wrong_credentials()
    {
        await using var workspace = new LayerWorkspace { Credentials = new BasicAWSCredentials(LayerServer.AccessKey, "wrong") };

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.AwsCredentialsRejected, failure.Descriptor);
    }

    [TestMethod]
    public async Task Credentials_that_can_not_be_had_have_their_code()
    {
        await using var workspace = new LayerWorkspace();
        var resolver = new LayerVersionResolver(
            new() { CacheFolder = workspace.CacheFolder, LockFile = workspace.LockFile, Endpoint = new(workspace.Endpoint) },
            workspace.Messages,
            new() { Signer = new AwsRequestSigner(() => throw new AmazonClientException("No profile.")) });

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => resolver.ResolveAsync(LayerWorkspace.Spec(LayerWorkspace.Arn), Token));

        Assert.AreEqual(DiagnosticCodes.NoAwsCredentials, failure.Descriptor);
        Assert.Contains("No profile.", failure.Message);
    }

    [TestMethod]
    public async Task Content_with_another_hash_is_refused_and_not_kept()
    {
        await using var workspace = new LayerWorkspace();
        var other = workspace.Content.ToArray();
        other[^1] ^= 1;
        workspace.Server.DownloadAnswers.Enqueue(new(200, other));

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerContentMismatch, failure.Descriptor);
        Assert.IsEmpty(workspace.CachedFiles);
        Assert.IsFalse(File.Exists(workspace.LockFile));
    }

    [TestMethod]
    public async Task Content_that_is_too_long_is_refused_and_not_kept()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.DownloadAnswers.Enqueue(new(200, new byte[workspace.Content.Length + 1]));

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerContentMismatch, failure.Descriptor);
        Assert.IsEmpty(workspace.CachedFiles);
    }

    [TestMethod]
    [DataRow(true, "LAMBDAIMAGE4007")]
    [DataRow(false, "LAMBDAIMAGE4009")]
    public async Task Download_that_stays_cut_off_is_refused_and_not_kept(bool hasLength, string code)
    {
        await using var workspace = new LayerWorkspace();
        for (var i = 0; i < 4; i++)
        {
            workspace.Server.DownloadAnswers.Enqueue(new(200, workspace.Content) { HasLength = hasLength, SentLength = 20 });
        }

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.IsEmpty(workspace.CachedFiles);
    }

    [TestMethod]
    public async Task Download_that_is_cut_off_once_is_tried_again()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.DownloadAnswers.Enqueue(new(200, workspace.Content) { SentLength = 20 });

        await workspace.ResolveAsync(Token);

        CollectionAssert.AreEqual(workspace.Content, await File.ReadAllBytesAsync(workspace.CachedFile, Token));
        Assert.HasCount(1, workspace.CachedFiles);
    }

    [TestMethod]
    public async Task Address_that_expires_is_asked_for_again()
    {
        await using var workspace = new LayerWorkspace();
        var expirations = 1;
        workspace.Server.BeforeDownload = () =>
        {
            if (expirations-- > 0)
            {
                workspace.Server.ExpireAddresses();
            }

            return Task.CompletedTask;
        };

        await workspace.ResolveAsync(Token);

        Assert.HasCount(2, workspace.Server.ApiRequests);
        Assert.IsTrue(File.Exists(workspace.CachedFile));
    }

    [TestMethod]
    public async Task Storage_that_keeps_on_refusing_is_named()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.BeforeDownload = () =>
        {
            workspace.Server.ExpireAddresses();
            return Task.CompletedTask;
        };

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerDownloadError, failure.Descriptor);
        Assert.Contains("127.0.0.1", failure.Message);
        Assert.DoesNotContain("X-Amz", failure.Message);
    }

    [TestMethod]
    public async Task Content_that_differs_from_the_lock_is_refused_and_the_lock_is_kept()
    {
        await using var workspace = new LayerWorkspace();
        await workspace.ResolveAsync(Token);
        var locked = await File.ReadAllTextAsync(workspace.LockFile, Token);
        File.Delete(workspace.CachedFile);
        workspace.Server.Publish(LayerWorkspace.Arn, LayerWorkspace.Zip("python/shared.py", "print('other')"));

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerVersionChanged, failure.Descriptor);
        Assert.AreEqual(locked, await File.ReadAllTextAsync(workspace.LockFile, Token));
        Assert.IsEmpty(workspace.CachedFiles);
    }

    private static void Refuse(LayerWorkspace workspace, LayerResponse answer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            workspace.Server.ApiAnswers.Enqueue(answer);
        }
    }

    private static LayerResponse Asking(string wait) =>
        new(429, default) { Headers = new Dictionary<string, string> { ["Retry-After"] = wait } };
}
