using LambdaImage.Layers;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers;

[TestClass]
public sealed class ContentHashCacheTests
{
    private const string HashA = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private const string HashB = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    [DataRow("/layers/a", DisplayName = "plain")]
    [DataRow("/layers/with blanks  and ends ", DisplayName = "blanks")]
    [DataRow("/layers/größe 日本", DisplayName = "other scripts")]
    [DataRow("/layers/a.zip!/lib/b", DisplayName = "in a zip")]
    public void GetOrCompute_of_an_unchanged_file_takes_the_known_hash(string path)
    {
        using var folder = new TemporaryFolder();
        var file = new FileState(path, 5, Now.AddDays(-1));
        var cache = Reloaded(folder, file);

        var hash = cache.GetOrCompute(path, file, () => HashB);

        Assert.AreEqual((HashA, 0), (hash, cache.Computed));
    }

    [TestMethod]
    public void GetOrCompute_of_another_size_computes()
    {
        using var folder = new TemporaryFolder();
        var file = new FileState("/layers/a", 5, Now.AddDays(-1));
        var cache = Reloaded(folder, file);

        var hash = cache.GetOrCompute(file.Path, file with { Size = 6 }, () => HashB);

        Assert.AreEqual((HashB, 1), (hash, cache.Computed));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(-1)]
    public void GetOrCompute_of_another_time_computes(long ticks)
    {
        using var folder = new TemporaryFolder();
        var file = new FileState("/layers/a", 5, Now.AddDays(-1));
        var cache = Reloaded(folder, file);

        var hash = cache.GetOrCompute(file.Path, file with { Modified = file.Modified.AddTicks(ticks) }, () => HashB);

        Assert.AreEqual((HashB, 1), (hash, cache.Computed));
    }

    [TestMethod]
    [DataRow(0.0, DisplayName = "written as it was read")]
    [DataRow(1.9, DisplayName = "written within the clock's step before")]
    [DataRow(-60.0, DisplayName = "written in the future")]
    public void GetOrCompute_of_a_file_that_may_be_written_again_unseen_is_not_remembered(double age)
    {
        using var folder = new TemporaryFolder();
        var file = new FileState("/layers/a", 5, Now.AddSeconds(-age));
        var cache = Reloaded(folder, file);

        var hash = cache.GetOrCompute(file.Path, file, () => HashB);

        Assert.AreEqual((HashB, 1), (hash, cache.Computed));
    }

    [TestMethod]
    public void GetOrCompute_of_a_file_older_than_the_clocks_step_is_remembered()
    {
        using var folder = new TemporaryFolder();
        var file = new FileState("/layers/a", 5, Now.AddSeconds(-2.1));
        var cache = Reloaded(folder, file);

        Assert.AreEqual(HashA, cache.GetOrCompute(file.Path, file, () => HashB));
    }

    [TestMethod]
    [DataRow("/layers/a\nb")]
    [DataRow("/layers/a\rb")]
    public void GetOrCompute_of_a_name_with_a_line_break_is_not_remembered(string path)
    {
        using var folder = new TemporaryFolder();
        var file = new FileState(path, 5, Now.AddDays(-1));
        var cache = Reloaded(folder, file);

        Assert.AreEqual(HashB, cache.GetOrCompute(path, file, () => HashB));
    }

    [TestMethod]
    public void Load_of_a_file_that_is_not_there_knows_nothing()
    {
        var cache = ContentHashCache.Load("/nowhere/content-hashes.txt", new FixedClock(Now));

        Assert.AreEqual(HashB, cache.GetOrCompute("/layers/a", new("/layers/a", 5, Now.AddDays(-1)), () => HashB));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\0\0\0\0")]
    [DataRow("another program's file\n")]
    [DataRow("lambdaimage content hashes 1\nno hash\n")]
    [DataRow("lambdaimage content hashes 1\nabc 5 638711136000000000 /layers/a\n")]
    [DataRow("lambdaimage content hashes 1\n" + HashA + " -5 638711136000000000 /layers/a\n")]
    [DataRow("lambdaimage content hashes 1\n" + HashA + " 5 99999999999999999999 /layers/a\n")]
    [DataRow("lambdaimage content hashes 1\n" + HashA + " 5 638711136000000000\n")]
    [DataRow("lambdaimage content hashes 2\n" + HashA + " 5 638711136000000000 /layers/a\n")]
    public void Load_of_a_damaged_file_knows_nothing_of_it(string content)
    {
        using var folder = new TemporaryFolder();
        var cache = ContentHashCache.Load(folder.Write("hashes", content), new FixedClock(Now));

        var hash = cache.GetOrCompute("/layers/a", new("/layers/a", 5, new(638711136000000000, DateTimeKind.Utc)), () => HashB);

        Assert.AreEqual(HashB, hash);
    }

    [TestMethod]
    public void Load_of_a_file_with_one_damaged_line_keeps_the_others()
    {
        using var folder = new TemporaryFolder();
        var file = new FileState("/layers/a", 5, Now.AddDays(-1));
        Reloaded(folder, file);
        File.AppendAllText(folder.At("hashes"), "cut in the mid");

        var cache = ContentHashCache.Load(folder.At("hashes"), new FixedClock(Now));

        Assert.AreEqual(HashA, cache.GetOrCompute(file.Path, file, () => HashB));
    }

    [TestMethod]
    public void Save_of_what_was_read_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = new FileState("/layers/a", 5, Now.AddDays(-1));
        var cache = Reloaded(folder, file);
        cache.GetOrCompute(file.Path, file, () => HashB);
        File.Delete(folder.At("hashes"));

        cache.Save(folder.At("hashes"));

        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void Save_of_fewer_files_than_were_read_forgets_the_others()
    {
        using var folder = new TemporaryFolder();
        var file = new FileState("/layers/a", 5, Now.AddDays(-1));
        var cache = Reloaded(folder, file);
        cache.GetOrCompute("/layers/b", file, () => HashB);

        cache.Save(folder.At("hashes"));

        Assert.DoesNotContain("/layers/a", File.ReadAllText(folder.At("hashes")));
    }

    [TestMethod]
    public void Save_leaves_one_file_and_makes_its_folder()
    {
        using var folder = new TemporaryFolder();
        var cache = ContentHashCache.Empty(new FixedClock(Now));
        cache.GetOrCompute("/layers/a", new("/layers/a", 5, Now.AddDays(-1)), () => HashA);

        cache.Save(folder.At("obj/lambdaimage/hashes"));

        Assert.AreEqual("hashes", string.Join(';', Directory.GetFiles(folder.At("obj/lambdaimage")).Select(Path.GetFileName)));
    }

    private static ContentHashCache Reloaded(TemporaryFolder folder, FileState file)
    {
        var clock = new FixedClock(Now);
        var first = ContentHashCache.Empty(clock);
        first.GetOrCompute(file.Path, file, () => HashA);
        first.Save(folder.At("hashes"));
        return ContentHashCache.Load(folder.At("hashes"), clock);
    }
}
