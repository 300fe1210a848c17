using System.Security.Cryptography;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Caching;

/// <summary>The cache of images' parts: what it deletes, what it does not trust, and builds that write the same at once.</summary>
[TestClass]
public sealed class BlobCacheTests
{
    private const int Size = 100;
    private const string Temporary = "blob.0123" + AtomicFile.TemporaryExtension;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task CleanUp_deletes_what_was_used_longest_ago_until_the_rest_is_below_the_limit()
    {
        using var folder = new TemporaryFolder();
        var cache = new BlobCache(folder.Path, limit: 3 * Size);
        Write(folder, 1, hoursAgo: 3);
        Write(folder, 2, hoursAgo: 5);
        Write(folder, 3, hoursAgo: 4);
        await AddAsync(cache, 4);

        cache.CleanUp();

        Assert.AreEqual("1 3 4", Left(folder));
    }

    [TestMethod]
    public async Task CleanUp_keeps_all_that_this_build_found_or_added()
    {
        using var folder = new TemporaryFolder();
        var cache = new BlobCache(folder.Path, limit: 0);
        Write(folder, 1, hoursAgo: 3);
        Write(folder, 2, hoursAgo: 5);
        Assert.IsNotNull(cache.Find(NameOf(2), Size));
        await AddAsync(cache, 3);
        SetTime(folder, 2, hoursAgo: 5);
        SetTime(folder, 3, hoursAgo: 6);

        cache.CleanUp();

        Assert.AreEqual("2 3", Left(folder));
    }

    [TestMethod]
    public async Task CleanUp_keeps_what_another_build_may_have_just_found()
    {
        using var folder = new TemporaryFolder();
        var cache = new BlobCache(folder.Path, limit: Size);
        Write(folder, 1, hoursAgo: 1);
        Write(folder, 2, hoursAgo: 3);
        Write(folder, 3, hoursAgo: 30);
        Assert.IsNotNull(new BlobCache(folder.Path).Find(NameOf(3), Size));
        await AddAsync(cache, 4);

        cache.CleanUp();

        Assert.AreEqual("1 3 4", Left(folder));
    }

    [TestMethod]
    public void CleanUp_of_a_build_that_added_nothing_deletes_nothing()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 1, hoursAgo: 5);

        new BlobCache(folder.Path, limit: 0).CleanUp();

        Assert.AreEqual("1", Left(folder));
    }

    [TestMethod]
    [DataRow(23, true)]
    [DataRow(25, false)]
    public async Task CleanUp_deletes_what_a_killed_build_left_and_not_what_another_writes(int hoursAgo, bool isLeft)
    {
        using var folder = new TemporaryFolder();
        File.SetLastWriteTimeUtc(folder.Write(Temporary, "half"), DateTime.UtcNow.AddHours(-hoursAgo));
        var cache = new BlobCache(folder.Path);
        await AddAsync(cache, 1);

        cache.CleanUp();

        Assert.AreEqual(isLeft, File.Exists(folder.At(Temporary)));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Find_follows_no_link_and_AddAsync_replaces_it()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var target = elsewhere.Write("target", ContentOf(1));
        File.CreateSymbolicLink(folder.At(NameOf(1)), target);
        var cache = new BlobCache(folder.Path);

        Assert.IsNull(cache.Find(NameOf(1), Size));

        // What it leads to is not written, nor taken for what was added.
        await File.WriteAllBytesAsync(target, ContentOf(2), Token);
        var path = await AddAsync(cache, 1);

        Assert.IsNull(new FileInfo(path).LinkTarget);
        CollectionAssert.AreEqual(ContentOf(1), await File.ReadAllBytesAsync(path, Token));
        CollectionAssert.AreEqual(ContentOf(2), await File.ReadAllBytesAsync(target, Token));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(true)]
    [DataRow(false)]
    public async Task CleanUp_deletes_links_and_not_what_they_lead_to(bool isThere)
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var target = isThere ? elsewhere.Write("target", ContentOf(1)) : elsewhere.At("target");
        if (isThere)
        {
            File.SetLastWriteTimeUtc(target, DateTime.UtcNow.AddHours(-50));
        }

        File.CreateSymbolicLink(folder.At(NameOf(1)), target);
        Write(folder, 2, hoursAgo: 50);
        var cache = new BlobCache(folder.Path, limit: Size);
        await AddAsync(cache, 3);

        cache.CleanUp();

        Assert.DoesNotContain("2", Left(folder));
        Assert.Contains("3", Left(folder));
        Assert.AreEqual(isThere, File.Exists(target));
    }

    [TestMethod]
    public async Task A_folder_in_the_place_of_content_is_not_found_and_fails_with_a_code()
    {
        using var folder = new TemporaryFolder();
        folder.Write($"{NameOf(1)}/file", ContentOf(1));
        var cache = new BlobCache(folder.Path);

        Assert.IsNull(cache.Find(NameOf(1), Size));
        await Expect.FailureAsync(DiagnosticCodes.BlobCacheNotWritable, () => AddAsync(cache, 1));

        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
        Assert.IsTrue(File.Exists(folder.At($"{NameOf(1)}/file")));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Find_takes_nothing_that_others_can_write_to()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 1, hoursAgo: 0);
        File.SetUnixFileMode(folder.At(NameOf(1)), (UnixFileMode)0b110_110_110);

        Assert.IsNull(new BlobCache(folder.Path).Find(NameOf(1), Size));
    }

    [TestMethod]
    [DataRow(Size - 1)]
    [DataRow(Size + 1)]
    public void Find_takes_nothing_of_another_size(int size)
    {
        using var folder = new TemporaryFolder();
        Write(folder, 1, hoursAgo: 0);

        Assert.IsNull(new BlobCache(folder.Path).Find(NameOf(1), size));
    }

    [TestMethod]
    public async Task AddAsync_of_the_same_by_two_builds_at_once_leaves_one_file()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (new BlobCache(folder.Path), new BlobCache(folder.Path));
        var secondWrote = new TaskCompletionSource();
        var firstIsDone = new TaskCompletionSource();

        var adding = AddAsync(first, 1, _ => secondWrote.Task);
        var other = AddAsync(second, 1, _ =>
        {
            secondWrote.SetResult();
            return firstIsDone.Task;
        });
        var path = await adding;
        await using (var open = first.Open(path))
        {
            firstIsDone.SetResult();
            Assert.AreEqual(path, await other);

            // Who reads goes on to read the same.
            var content = new byte[Size];
            await open.ReadExactlyAsync(content, Token);
            CollectionAssert.AreEqual(ContentOf(1), content);
        }

        CollectionAssert.AreEqual(ContentOf(1), await File.ReadAllBytesAsync(path, Token));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task AddAsync_that_fails_or_is_cancelled_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var cache = new BlobCache(folder.Path);
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => AddAsync(cache, 1, _ => throw new InvalidOperationException()));
        await Assert.ThrowsAsync<OperationCanceledException>(() => AddAsync(cache, 1, token =>
        {
            cancellation.Cancel();
            return Task.Delay(Timeout.Infinite, token);
        }, cancellation.Token));

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
        Assert.IsNull(cache.Find(NameOf(1), Size));
    }

    private static byte[] ContentOf(int number) => [.. Enumerable.Repeat((byte)number, Size)];

    private static string NameOf(int number) => Convert.ToHexStringLower(SHA256.HashData(ContentOf(number)));

    private static void Write(TemporaryFolder folder, int number, int hoursAgo)
    {
        folder.Write(NameOf(number), ContentOf(number));
        SetTime(folder, number, hoursAgo);
    }

    private static void SetTime(TemporaryFolder folder, int number, int hoursAgo) =>
        File.SetLastWriteTimeUtc(folder.At(NameOf(number)), DateTime.UtcNow.AddHours(-hoursAgo));

    private static string Left(TemporaryFolder folder) => string.Join(' ', Enumerable.Range(1, 4).Where(number => Path.Exists(folder.At(NameOf(number)))));

    private Task<string> AddAsync(BlobCache cache, int number, Func<CancellationToken, Task>? meanwhile = null, CancellationToken? cancellationToken = null) => cache.AddAsync(
        async (output, token) =>
        {
            await output.WriteAsync(ContentOf(number), token);
            await (meanwhile?.Invoke(token) ?? Task.CompletedTask);
            return NameOf(number);
        },
        cancellationToken ?? Token);
}
