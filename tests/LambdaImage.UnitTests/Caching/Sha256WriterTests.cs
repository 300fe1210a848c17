using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LambdaImage.Caching;

namespace LambdaImage.UnitTests.Caching;

[TestClass]
public sealed class Sha256WriterTests
{
    [TestMethod]
    public void End_of_nothing_is_the_hash_of_nothing()
    {
        Assert.AreEqual("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hash(_ => { }));
    }

    [TestMethod]
    public void End_is_the_hash_of_lengths_and_texts()
    {
        var bytes = new byte[sizeof(long) + 3];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, 3);
        Encoding.UTF8.GetBytes("aü", bytes.AsSpan(sizeof(long)));

        Assert.AreEqual(Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant(), Hash(writer => writer.Add("aü")));
    }

    [TestMethod]
    [DataRow("a", "bc")]
    [DataRow("abc", "")]
    [DataRow("abc", null)]
    public void End_of_texts_that_are_split_elsewhere_differs(string first, string? second)
    {
        Assert.AreNotEqual(Hash("ab", "c"), Hash(first, second));
    }

    [TestMethod]
    public void End_of_no_text_and_of_an_empty_one_differs()
    {
        Assert.AreNotEqual(Hash(string.Empty), Hash([null]));
    }

    [TestMethod]
    public void End_of_texts_larger_than_the_buffer_depends_on_all_of_them()
    {
        var large = new string('x', 100_000);

        Assert.AreEqual(Hash("a", large, "b"), Hash("a", large, "b"));
        Assert.AreNotEqual(Hash("a", large, "b"), Hash("a", large[..^1] + "y", "b"));
        Assert.AreNotEqual(Hash("a", large, "b"), Hash("c", large, "b"));
    }

    [TestMethod]
    public void End_of_many_texts_depends_on_the_first_and_the_last()
    {
        var texts = Enumerable.Repeat("some text", 10_000).ToArray();

        Assert.AreNotEqual(Hash(texts), Hash(["other", .. texts[1..]]));
        Assert.AreNotEqual(Hash(texts), Hash([.. texts[..^1], "other"]));
    }

    [TestMethod]
    public void End_of_pairs_does_not_depend_on_their_order()
    {
        var forwards = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        var backwards = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" };
        var crossed = new Dictionary<string, string> { ["a"] = "2", ["b"] = "1" };

        Assert.AreEqual(Hash(writer => writer.Add(forwards)), Hash(writer => writer.Add(backwards)));
        Assert.AreNotEqual(Hash(writer => writer.Add(forwards)), Hash(writer => writer.Add(crossed)));
    }

    private static string Hash(params string?[] texts) => Hash(writer => Array.ForEach(texts, writer.Add));

    private static string Hash(Action<Sha256Writer> write)
    {
        using var writer = new Sha256Writer();
        write(writer);
        return writer.End();
    }
}
