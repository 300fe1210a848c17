using System.Collections.Concurrent;
using LambdaImage.Oci;
using LambdaImage.Registries;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Registries;

/// <summary>Blobs that have to be fetched before they can be sent.</summary>
[TestClass]
public sealed class BlobUploadTests
{
    private static readonly byte[] Content = "content"u8.ToArray();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task UploadAsync_fetches_the_blob_before_a_request_waits_for_it()
    {
        await using var registry = new MemoryRegistry();
        using var client = new RegistryClient(new KnownCredentials(null));
        var opened = new ConcurrentQueue<bool>();

        await UploadAsync(client, registry, token =>
        {
            // What limits how long a request is silent must not stop a download.
            opened.Enqueue(token == Token);
            return Task.FromResult<Stream>(new MemoryStream(Content));
        });

        Assert.IsTrue(opened.First());
        Assert.Contains($"a/b@{Digest.Of(Content)}", registry.Blobs.Keys);
    }

    [TestMethod]
    public async Task UploadAsync_of_a_blob_that_cant_be_fetched_sends_none_of_it()
    {
        await using var registry = new MemoryRegistry();
        using var client = new RegistryClient(new KnownCredentials(null));

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => UploadAsync(client, registry, _ => throw new InvalidOperationException()));

        Assert.AreEqual("POST", string.Join(' ', registry.Requests.Select(request => request.Method)));
    }

    private Task<bool> UploadAsync(RegistryClient client, MemoryRegistry registry, Func<CancellationToken, Task<Stream>> open) =>
        client.UploadAsync(ImageReference.Parse($"{registry.Host}/a/b:1"), new("x", Digest.Of(Content), Content.Length), from: null, open, _ => { }, Token);
}
