using LambdaImage.Diagnostics;
using LambdaImage.LayerVersions;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class LayerVersionCacheTests
{
    private static readonly byte[] Content = [1, 2, 3];
    private static readonly string Sha256 = LayerWorkspace.HashOf(Content);

    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public void Empty_cache_finds_nothing()
    {
        using var folder = new TemporaryFolder();

        var path = new LayerVersionCache(folder.At("cache")).Find(Sha256);

        Assert.IsNull(path);
    }

    [TestMethod]
    public async Task Added_content_is_found()
    {
        using var folder = new TemporaryFolder();
        var cache = new LayerVersionCache(folder.At("cache"));

        var added = await AddAsync(cache);

        Assert.AreEqual(added, cache.Find(Sha256));
        CollectionAssert.AreEqual(Content, await File.ReadAllBytesAsync(added, Token));
    }

    [TestMethod]
    public async Task Content_that_was_changed_is_not_found()
    {
        using var folder = new TemporaryFolder();
        var cache = new LayerVersionCache(folder.Path);
        var path = await AddAsync(cache);
        await File.WriteAllBytesAsync(path, [3, 2, 1], Token);

        Assert.IsNull(cache.Find(Sha256));
    }

    [TestMethod]
    public void Content_that_was_copied_is_checked_and_found()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(Sha256 + ".zip", Content);

        Assert.AreEqual(path, new LayerVersionCache(folder.Path).Find(Sha256));
    }

    [TestMethod]
    [DataRow("touch -d @315532800 new && mv new FILE", DisplayName = "mv of a file from 1980")]
    [DataRow("touch -r FILE new && cp -p new FILE", DisplayName = "cp -p of a file of the same time")]
    public async Task Content_that_was_replaced_by_one_of_equal_size_and_time_is_not_found(string change)
    {
        using var folder = new TemporaryFolder();
        var cache = new LayerVersionCache(folder.Path);
        var path = await AddAsync(cache);
        Shell.Run(folder.Path, $"touch -d @315532800 {path}");
        Assert.IsNotNull(cache.Find(Sha256));
        folder.Write("new", new byte[Content.Length]);
        Shell.Run(folder.Path, change.Replace("FILE", path, StringComparison.Ordinal));

        Assert.IsNull(cache.Find(Sha256));
    }

    [TestMethod]
    public async Task Content_with_the_mark_of_a_good_file_is_found_without_reading_it_and_read_when_marks_are_not_trusted()
    {
        using var folder = new TemporaryFolder();
        var cache = new LayerVersionCache(folder.Path);
        var path = await AddAsync(cache);
        await File.WriteAllBytesAsync(path, [3, 2, 1], Token);
        var status = LambdaImage.Caching.Hosts.HostFiles.Current.Find(path)!.Value;
        var code = typeof(LayerVersionCache).Module.ModuleVersionId.ToString("N");
        await File.WriteAllTextAsync(path + ".checked", $"{code} {status.Size} {status.Modified} {status.Changed} {status.Device} {status.IdHigh} {status.Id}\n", Token);

        Assert.AreEqual(path, cache.Find(Sha256));
        Assert.IsNull(cache.Find(Sha256, trustsMarks: false));
    }

    [TestMethod]
    public async Task Writing_that_fails_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var cache = new LayerVersionCache(folder.Path);

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => cache.AddAsync(
            Sha256,
            async (file, token) =>
            {
                await file.WriteAsync(Content, token);
                throw new OperationCanceledException();
            },
            Token));

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task Leavings_of_killed_builds_are_deleted_and_those_of_running_ones_are_not()
    {
        using var folder = new TemporaryFolder();
        var old = folder.Write("20200101000000-0.tmp", "abandoned");
        var young = folder.Write("99990101000000-0.tmp", "being written");

        await AddAsync(new LayerVersionCache(folder.Path));

        Assert.IsFalse(File.Exists(old));
        Assert.IsTrue(File.Exists(young));
    }

    [TestMethod]
    public async Task Folder_is_for_its_owner_only()
    {
        using var folder = new TemporaryFolder();

        await AddAsync(new LayerVersionCache(folder.At("a/b")));

        Assert.AreEqual(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.At("a/b")));
    }

    [TestMethod]
    [DataRow("file")]
    [DataRow("file/below")]
    [DataRow("file/../file")]
    [DataRow("/dev/null")]
    [DataRow("/proc/absent")]
    [DataRow("{long}")]
    [DataRow("{long}/{long}")]
    public async Task Folder_that_can_not_be_one_has_its_code(string path)
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "a file");
        var cache = new LayerVersionCache(folder.At(path.Replace("{long}", new('x', 5000), StringComparison.Ordinal)));

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(() => AddAsync(cache));

        Assert.AreEqual(DiagnosticCodes.LayerCacheUnusable, failure.Descriptor);
        Assert.IsNull(cache.Find(Sha256));
    }

    [TestMethod]
    [DataRow("new\nline")]
    [DataRow("quo\"te'")]
    [DataRow("caf\u00e9")]
    [DataRow("cafe\u0301")]
    [DataRow("a/../b")]
    [DataRow(" ")]
    public async Task Folder_with_an_odd_name_is_used_as_it_is(string name)
    {
        using var folder = new TemporaryFolder();

        var path = await AddAsync(new LayerVersionCache(folder.At(name)));

        CollectionAssert.AreEqual(Content, await File.ReadAllBytesAsync(folder.At($"{name}/{Sha256}.zip"), Token));
        Assert.IsTrue(File.Exists(path));
    }

    [TestMethod]
    public async Task Full_disk_has_its_code()
    {
        using var folder = new TemporaryFolder();
        var cache = new LayerVersionCache(folder.Path);

        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(
            () => cache.AddAsync(Sha256, (_, _) => throw new IOException("No space left on device"), Token));

        Assert.AreEqual(DiagnosticCodes.LayerCacheUnusable, failure.Descriptor);
        Assert.Contains("No space left on device", failure.Message);
    }

    private Task<string> AddAsync(LayerVersionCache cache) =>
        cache.AddAsync(Sha256, (file, token) => file.WriteAsync(Content, token).AsTask(), Token);
}
