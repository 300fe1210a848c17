using LambdaImage.Caching;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Caching;

[TestClass]
public sealed class AtomicFileTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Write_replaces_the_content_and_leaves_no_other_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "old");

        AtomicFile.Write(path, "new");

        Assert.AreEqual("new", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DataRow(nameof(DiskOperation.Create))]
    [DataRow(nameof(DiskOperation.Write))]
    [DataRow(nameof(DiskOperation.Flush))]
    [DataRow(nameof(DiskOperation.Rename))]
    public void Write_that_fails_keeps_the_old_content_and_leaves_no_other_file(string operation)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "old");
        FaultyDisk.Insert(step => step.Operation.ToString() == operation ? new IOException("No space left on device") : null);

        var failure = Assert.ThrowsExactly<IOException>(() => AtomicFile.Write(path, "new", isDurable: true));

        Assert.AreEqual("No space left on device", failure.Message);
        Assert.AreEqual("old", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DataRow(nameof(DiskOperation.Create))]
    [DataRow(nameof(DiskOperation.Write))]
    [DataRow(nameof(DiskOperation.Flush))]
    [DataRow(nameof(DiskOperation.Rename))]
    public async Task WriteAsync_that_fails_keeps_the_old_content_and_leaves_no_other_file(string operation)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "old");
        FaultyDisk.Insert(step => step.Operation.ToString() == operation ? new IOException("No space left on device") : null);

        await Assert.ThrowsExactlyAsync<IOException>(() => WriteAsync(path));

        Assert.AreEqual("old", await File.ReadAllTextAsync(path, TestContext.CancellationToken));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DynamicData(nameof(Denials))]
    public void Write_over_a_file_that_another_process_reads_for_a_moment_succeeds(Exception denial)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "old");
        var denied = 0;
        FaultyDisk.Insert(step => step.Operation == DiskOperation.Rename && denied++ < 2 ? denial : null);

        AtomicFile.Write(path, "new");

        Assert.AreEqual("new", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void Write_over_a_file_that_another_process_keeps_open_fails_in_the_end()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "old");
        FaultyDisk.Insert(step => step.Operation == DiskOperation.Rename ? new UnauthorizedAccessException("denied") : null);

        Assert.ThrowsExactly<UnauthorizedAccessException>(() => AtomicFile.Write(path, "new"));

        Assert.AreEqual("old", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task WriteAsync_over_a_file_with_the_same_content_that_can_not_be_replaced_succeeds()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "new");
        FaultyDisk.Insert(step => step.Operation == DiskOperation.Rename ? new UnauthorizedAccessException("denied") : null);

        await WriteAsync(path, () => true);

        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task WriteAsync_whose_source_fails_leaves_no_file()
    {
        using var folder = new TemporaryFolder();

        await Assert.ThrowsExactlyAsync<InvalidDataException>(
            () => AtomicFile.WriteAsync(folder.At("file"), (_, _) => throw new InvalidDataException(), TestContext.CancellationToken));

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    public static IEnumerable<Exception> Denials =>
    [
        new UnauthorizedAccessException("denied"),
        new IOException("in use", unchecked((int)0x80070020)),
        new IOException("locked", unchecked((int)0x80070021)),
    ];

    private Task WriteAsync(string path, Func<bool>? isThere = null) => AtomicFile.WriteAsync(
        path,
        (stream, token) => stream.WriteAsync("new"u8.ToArray(), token).AsTask(),
        TestContext.CancellationToken,
        isThere: isThere);
}
