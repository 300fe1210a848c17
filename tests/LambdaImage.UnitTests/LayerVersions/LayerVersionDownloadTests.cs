using Amazon.Runtime;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class LayerVersionDownloadTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Layer_version_is_downloaded_into_the_cache_under_its_hash()
    {
        await using var workspace = new LayerWorkspace();

        var files = await workspace.ResolveAsync(Token);

        Assert.AreEqual(workspace.CachedFile, files.Single());
        CollectionAssert.AreEqual(workspace.Content, await File.ReadAllBytesAsync(files[0], Token));
        Assert.HasCount(1, workspace.CachedFiles);
    }

    [TestMethod]
    public async Task Request_is_GetLayerVersionByArn()
    {
        await using var workspace = new LayerWorkspace();

        await workspace.ResolveAsync(Token);

        var request = workspace.Server.ApiRequests.Single();
        Assert.AreEqual("GET", request.Method);
        Assert.AreEqual("/2018-10-31/layers?find=LayerVersion&Arn=arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Alayer%3Ashared%3A7", request.Target);
    }

    [TestMethod]
    public async Task Request_is_signed_with_a_session_token()
    {
        await using var workspace = new LayerWorkspace { Credentials = new SessionAWSCredentials(LayerServer.AccessKey, LayerServer.SecretKey, "to+ken/==") };
        workspace.Server.SessionToken = "to+ken/==";

        await workspace.ResolveAsync(Token);

        Assert.AreEqual("to+ken/==", workspace.Server.ApiRequests.Single().Header("X-Amz-Security-Token"));
    }

    [TestMethod]
    public async Task Request_is_signed_for_the_region_of_the_ARN()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Server.Publish(LayerWorkspace.OtherArn, workspace.Content);

        await workspace.ResolveAsync(Token, LayerWorkspace.OtherArn);

        Assert.Contains("/us-east-2/lambda/", workspace.Server.ApiRequests.Single().Header("Authorization")!);
    }

    [TestMethod]
    public async Task Download_carries_no_credentials()
    {
        await using var workspace = new LayerWorkspace { Credentials = new SessionAWSCredentials(LayerServer.AccessKey, LayerServer.SecretKey, "token") };
        workspace.Server.SessionToken = "token";

        await workspace.ResolveAsync(Token);

        Assert.DoesNotContain(
            name => name.StartsWith("X-Amz", StringComparison.OrdinalIgnoreCase) || name.Equals("Authorization", StringComparison.OrdinalIgnoreCase),
            workspace.Server.Downloads.Single().Headers.Keys);
    }

    [TestMethod]
    public async Task Endpoint_may_have_a_path()
    {
        await using var workspace = new LayerWorkspace();
        workspace.Endpoint += "behind/gateway/";

        await workspace.FailAsync(Token);

        Assert.AreEqual("/behind/gateway/2018-10-31/layers", workspace.Server.Requests.Single().Path);
    }

    [TestMethod]
    public async Task Locked_and_cached_layer_version_is_asked_of_nobody()
    {
        await using var workspace = new LayerWorkspace();
        await workspace.ResolveAsync(Token);
        workspace.Credentials = new AnonymousAWSCredentials();
        workspace.Server.Requests.Clear();

        var files = await workspace.ResolveAsync(Token);

        Assert.AreEqual(workspace.CachedFile, files.Single());
        Assert.IsEmpty(workspace.Server.Requests);
    }

    [TestMethod]
    public async Task Cached_layer_version_without_a_lock_is_asked_for_and_not_downloaded()
    {
        await using var workspace = new LayerWorkspace();
        await workspace.ResolveAsync(Token);
        File.Delete(workspace.LockFile);

        await workspace.ResolveAsync(Token);

        Assert.HasCount(2, workspace.Server.ApiRequests);
        Assert.HasCount(1, workspace.Server.Downloads);
    }

    [TestMethod]
    public async Task Locked_layer_version_is_downloaded_into_an_empty_cache()
    {
        await using var workspace = new LayerWorkspace();
        await workspace.ResolveAsync(Token);
        Directory.Delete(workspace.CacheFolder, recursive: true);

        await workspace.ResolveAsync(Token);

        Assert.IsTrue(File.Exists(workspace.CachedFile));
    }

    [TestMethod]
    public async Task Force_downloads_what_is_cached()
    {
        await using var workspace = new LayerWorkspace();
        await workspace.ResolveAsync(Token);
        workspace.ForceDownload = "true";

        await workspace.ResolveAsync(Token);

        Assert.HasCount(2, workspace.Server.Downloads);
    }

    [TestMethod]
    public async Task Force_still_heeds_the_lock()
    {
        await using var workspace = new LayerWorkspace { ForceDownload = "true" };
        await workspace.ResolveAsync(Token);
        workspace.Server.Publish(LayerWorkspace.Arn, LayerWorkspace.Zip("python/shared.py", "print('other')"));

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.LayerVersionChanged, failure.Descriptor);
    }

    [TestMethod]
    public async Task Damaged_cache_entry_is_replaced()
    {
        await using var workspace = new LayerWorkspace();
        await workspace.ResolveAsync(Token);
        await File.WriteAllTextAsync(workspace.CachedFile, "damaged", Token);

        await workspace.ResolveAsync(Token);

        CollectionAssert.AreEqual(workspace.Content, await File.ReadAllBytesAsync(workspace.CachedFile, Token));
    }

    [TestMethod]
    public async Task Layer_version_that_is_named_twice_is_downloaded_once()
    {
        await using var workspace = new LayerWorkspace();

        var files = await workspace.ResolveAsync(Token, LayerWorkspace.Arn, LayerWorkspace.Arn);

        CollectionAssert.AreEqual(new[] { workspace.CachedFile, workspace.CachedFile }, files.ToList());
        Assert.HasCount(1, workspace.Server.Downloads);
    }

    [TestMethod]
    public async Task Layer_versions_keep_their_order()
    {
        await using var workspace = new LayerWorkspace();
        var arns = Enumerable.Range(1, 9).Select(version => $"arn:aws:lambda:eu-west-1:123456789012:layer:many:{version}").ToArray();
        var contents = arns.Select(arn => LayerWorkspace.Zip("name", arn)).ToList();
        foreach (var (arn, content) in arns.Zip(contents))
        {
            workspace.Server.Publish(arn, content);
        }

        var files = await workspace.ResolveAsync(Token, arns);

        CollectionAssert.AreEqual(contents.Select(LayerWorkspace.HashOf).ToList(), files.Select(Path.GetFileNameWithoutExtension).ToList());
    }

    [TestMethod]
    public async Task At_most_four_layer_versions_are_downloaded_at_once()
    {
        await using var workspace = new LayerWorkspace();
        var arns = Enumerable.Range(1, 9).Select(version => $"arn:aws:lambda:eu-west-1:123456789012:layer:many:{version}").ToArray();
        Array.ForEach(arns, arn => workspace.Server.Publish(arn, LayerWorkspace.Zip("name", arn)));
        var (now, most) = (0, 0);
        var fourAtOnce = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        workspace.Server.BeforeDownload = async () =>
        {
            var count = Interlocked.Increment(ref now);
            InterlockedMax(ref most, count);
            if (count == 4)
            {
                fourAtOnce.TrySetResult();
            }

            await fourAtOnce.Task;
            Interlocked.Decrement(ref now);
        };

        await workspace.ResolveAsync(Token, arns);

        Assert.AreEqual(4, most);
    }

    [TestMethod]
    public async Task Lock_file_is_written_once_and_then_left_alone()
    {
        await using var workspace = new LayerWorkspace();
        await workspace.ResolveAsync(Token);
        File.SetLastWriteTimeUtc(workspace.LockFile, DateTime.UnixEpoch);
        File.Delete(workspace.CachedFile);

        await workspace.ResolveAsync(Token);

        Assert.AreEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(workspace.LockFile));
    }

    [TestMethod]
    public async Task Spec_without_layer_versions_is_left_as_it_is()
    {
        await using var workspace = new LayerWorkspace();
        var spec = LayerWorkspace.Spec();

        var resolved = await workspace.Resolver().ResolveAsync(spec, Token);

        Assert.AreSame(spec, resolved);
        Assert.IsFalse(File.Exists(workspace.LockFile));
    }

    [TestMethod]
    public async Task Progress_names_layer_and_size_and_not_the_address_with_its_permission()
    {
        await using var workspace = new LayerWorkspace();

        await workspace.ResolveAsync(Token);

        var messages = workspace.Messages.All;
        Assert.AreEqual(new(LambdaImage.Diagnostics.MessageLevel.High, $"Downloading layer {LayerWorkspace.Arn} ({workspace.Content.Length} B)"), messages[1]);
        Assert.DoesNotContain(message => message.Text.Contains("X-Amz", StringComparison.Ordinal), messages);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
