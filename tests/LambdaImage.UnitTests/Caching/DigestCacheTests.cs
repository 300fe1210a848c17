using LambdaImage.Caching;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Caching;

[TestClass]
public sealed class DigestMemoryTests
{
    private const string Header = "lambdaimage digests 1\n";

    private static readonly string Key = new('1', 64);
    private static readonly string OtherKey = new('2', 64);
    private static readonly string Digest = new('a', 64);
    private static readonly string OtherDigest = new('b', 64);

    [TestMethod]
    public void Find_of_what_an_earlier_build_saved_is_its_digest()
    {
        using var folder = new TemporaryFolder();
        var memory = Load(folder);
        memory.Add(Key, Digest);
        memory.Add("sha256:base", OtherDigest);
        Assert.IsNull(memory.Save());

        var next = Load(folder);

        Assert.AreEqual((Digest, OtherDigest), (next.Find(Key), next.Find("sha256:base")));
    }

    [TestMethod]
    public void Find_of_what_was_not_saved_is_nothing()
    {
        using var folder = new TemporaryFolder();
        Load(folder).Add(Key, Digest);

        Assert.IsNull(Load(folder).Find(Key));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void Find_of_what_was_learned_again_is_what_was_learned_last()
    {
        using var folder = new TemporaryFolder();
        var first = Load(folder);
        first.Add(Key, Digest);
        first.Save();
        var second = Load(folder);

        second.Add(Key, OtherDigest);
        second.Save();

        Assert.AreEqual(OtherDigest, second.Find(Key));
        Assert.AreEqual(OtherDigest, Load(folder).Find(Key));
    }

    [TestMethod]
    public void Save_of_nothing_new_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        var first = Load(folder);
        first.Add(Key, Digest);
        first.Save();
        var second = Load(folder);
        File.Delete(folder.At("obj/digests.txt"));
        second.Find(Key);

        Assert.IsNull(second.Save());

        Assert.IsFalse(File.Exists(folder.At("obj/digests.txt")));
    }

    [TestMethod]
    public void Save_forgets_what_was_not_asked_for()
    {
        using var folder = new TemporaryFolder();
        var first = Load(folder);
        first.Add(Key, Digest);
        first.Add(OtherKey, Digest);
        first.Save();
        var second = Load(folder);
        second.Find(Key);

        second.Save();

        Assert.AreEqual($"{Header}{Key} {Digest}\n", File.ReadAllText(folder.At("obj/digests.txt")));
    }

    [TestMethod]
    public void Save_where_nothing_can_be_written_says_why()
    {
        using var folder = new TemporaryFolder();
        folder.Write("obj", "in the way");
        var memory = Load(folder);
        memory.Add(Key, Digest);

        Assert.Contains("obj", memory.Save()!);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("lambdaimage digests 2\nKEY DIGEST\n")]
    [DataRow("KEY DIGEST\n")]
    [DataRow("lambdaimage digests 1\nKEY  DIGEST\n")]
    [DataRow("lambdaimage digests 1\nKEY DIGEST more\n")]
    [DataRow("lambdaimage digests 1\nKEY DIGES")]
    [DataRow("lambdaimage digests 1\nKEY DIGEST0\n")]
    [DataRow("lambdaimage digests 1\nKEY ../../etc/passwd\n")]
    [DataRow("lambdaimage digests 1\nKEY\n")]
    [DataRow("\0\0\0\0\0\0\0\0")]
    public void Find_in_a_damaged_file_is_nothing(string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write("obj/digests.txt", text.Replace("KEY", Key, StringComparison.Ordinal)
            .Replace("DIGEST", Digest, StringComparison.Ordinal)
            .Replace("DIGES", Digest[..^1], StringComparison.Ordinal));

        Assert.IsNull(Load(folder).Find(Key));
    }

    [TestMethod]
    public void Find_in_a_file_of_which_a_line_is_damaged_is_what_the_others_say()
    {
        using var folder = new TemporaryFolder();
        folder.Write("obj/digests.txt", $"{Header}damaged\n{Key} {Digest}\n\n");

        Assert.AreEqual(Digest, Load(folder).Find(Key));
    }

    [TestMethod]
    public void Find_in_a_file_that_another_keeps_to_itself_is_nothing()
    {
        using var folder = new TemporaryFolder();
        using var owner = new FileStream(folder.Write("obj/digests.txt", $"{Header}{Key} {Digest}\n"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.IsNull(Load(folder).Find(Key));
    }

    [TestMethod]
    public void FindShared_of_what_another_project_learned_is_its_digest_before_that_one_saves()
    {
        using var folder = new TemporaryFolder();
        Load(folder, "other").Add(Key, Digest, isShared: true);

        Assert.AreEqual(Digest, Load(folder).Find(Key, isShared: true));
    }

    [TestMethod]
    public void FindShared_of_what_another_project_learned_for_itself_is_nothing()
    {
        using var folder = new TemporaryFolder();
        var other = Load(folder, "other");
        other.Add(Key, Digest);
        other.Save();

        Assert.IsNull(Load(folder).Find(Key, isShared: true));
    }

    [TestMethod]
    public void FindShared_remembers_for_the_project()
    {
        using var folder = new TemporaryFolder();
        Load(folder, "other").Add(Key, Digest, isShared: true);
        var memory = Load(folder);
        memory.Find(Key, isShared: true);
        memory.Save();
        Directory.Delete(folder.At("shared"), recursive: true);

        Assert.AreEqual(Digest, Load(folder).Find(Key, isShared: true));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("short")]
    [DataRow("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [DataRow("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n")]
    public void FindShared_of_a_damaged_file_is_nothing(string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write("shared/" + Key, text);

        Assert.IsNull(Load(folder).Find(Key, isShared: true));
    }

    [TestMethod]
    public void AddShared_where_nothing_can_be_written_remembers_for_the_project()
    {
        using var folder = new TemporaryFolder();
        folder.Write("shared", "in the way");
        var memory = Load(folder);

        memory.Add(Key, Digest, isShared: true);
        memory.Save();

        Assert.AreEqual(Digest, Load(folder).Find(Key, isShared: true));
    }

    private static DigestCache Load(TemporaryFolder folder, string project = "obj") =>
        DigestCache.Load(folder.At(project + "/digests.txt"), new SharedCache(folder.At("shared")));
}
