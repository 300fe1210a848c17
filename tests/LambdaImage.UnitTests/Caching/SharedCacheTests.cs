using LambdaImage.Caching;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Caching;

[TestClass]
public sealed class SharedFolderTests
{
    [TestMethod]
    public void Read_of_what_was_written_is_its_text()
    {
        using var folder = new TemporaryFolder();
        var shared = new SharedCache(folder.At("deep/below"));

        shared.Write("name", "text");

        Assert.AreEqual("text", shared.Read("name"));
        Assert.AreEqual("name", Files(folder.At("deep/below")));
    }

    [TestMethod]
    public void Read_of_what_was_never_written_is_nothing()
    {
        using var folder = new TemporaryFolder();

        Assert.IsNull(new SharedCache(folder.At("missing")).Read("name"));
    }

    [TestMethod]
    public void Read_of_a_folder_is_nothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("name"));

        Assert.IsNull(new SharedCache(folder.Path).Read("name"));
    }

    [TestMethod]
    public void Read_of_a_file_that_another_keeps_to_itself_is_nothing()
    {
        using var folder = new TemporaryFolder();
        using var owner = new FileStream(folder.At("name"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.IsNull(new SharedCache(folder.Path).Read("name"));
    }

    [TestMethod]
    public void Write_deletes_files_that_are_older_than_a_month_and_no_others()
    {
        using var folder = new TemporaryFolder();
        File.SetLastWriteTimeUtc(folder.Write("old", "text"), DateTime.UtcNow.AddDays(-31));
        File.SetLastWriteTimeUtc(folder.Write("younger", "text"), DateTime.UtcNow.AddDays(-29));

        new SharedCache(folder.Path).Write("new", "text");

        Assert.AreEqual("new younger", Files(folder.Path));
    }

    [TestMethod]
    public void Write_of_an_old_file_renews_it()
    {
        using var folder = new TemporaryFolder();
        File.SetLastWriteTimeUtc(folder.Write("name", "text"), DateTime.UtcNow.AddDays(-31));

        new SharedCache(folder.Path).Write("name", "new");

        Assert.AreEqual("new", new SharedCache(folder.Path).Read("name"));
    }

    [TestMethod]
    [DataRow("file")]
    [DataRow("file/below")]
    public void Write_into_what_is_no_folder_does_nothing(string path)
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "in the way");
        var shared = new SharedCache(folder.At(path));

        shared.Write("name", "text");

        Assert.IsNull(shared.Read("name"));
        Assert.AreEqual("file", Files(folder.Path));
    }

    [TestMethod]
    public void Write_over_a_folder_does_nothing_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("name"));

        new SharedCache(folder.Path).Write("name", "text");

        Assert.AreEqual(string.Empty, Files(folder.Path));
    }

    [TestMethod]
    public void Write_by_many_at_a_time_leaves_one_whole_text()
    {
        using var folder = new TemporaryFolder();
        var shared = new SharedCache(folder.Path);
        var texts = Enumerable.Range(0, 8).Select(number => new string((char)('a' + number), 10_000)).ToList();
        shared.Write("name", texts[0]);

        Parallel.ForEach(Enumerable.Repeat(texts, 10).SelectMany(text => text), text =>
        {
            shared.Write("name", text);
            Assert.Contains(shared.Read("name"), texts);
        });

        Assert.AreEqual("name", Files(folder.Path));
    }

    private static string Files(string folder) => string.Join(' ', Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
}
