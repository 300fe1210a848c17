using System.Text;
using LambdaImage.Engines.Http;
using LambdaImage.Http;

using LambdaImage.UnitTests.Http;

namespace LambdaImage.UnitTests.Engines.Http;

[TestClass]
public sealed class LineReaderTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("", "")]
    [DataRow("one", "one")]
    [DataRow("one\ntwo\n", "one|two")]
    [DataRow("one\r\ntwo", "one|two")]
    [DataRow("\n\none\n\n", "||one|")]
    [DataRow("größe\n\ud83d\ude80\n", "größe|\ud83d\ude80")]
    public async Task ReadAsync_gives_the_lines_in_whatever_pieces_they_come(string text, string lines)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size <= Math.Max(1, bytes.Length); size++)
        {
            Assert.AreEqual(lines, string.Join('|', await ReadAsync(bytes, size)));
        }
    }

    [TestMethod]
    public async Task ReadAsync_of_random_lines_in_random_pieces_gives_all_of_them()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 50; i++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 20)).Select(_ => new string((char)random.Next('a', 'z'), random.Next(40_000))).ToList();

            var read = await ReadAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), random.Next(1, 50_000));

            CollectionAssert.AreEqual(lines, read, $"seed {seed}");
        }
    }

    [TestMethod]
    public async Task ReadAsync_of_what_is_not_UTF_8_goes_on()
    {
        var lines = await ReadAsync([(byte)'a', 0x80, (byte)'b', (byte)'\n', (byte)'c'], 2);

        CollectionAssert.AreEqual(new[] { "a\uFFFDb", "c" }, lines);
    }

    [TestMethod]
    public async Task ReadAsync_of_a_line_of_the_greatest_length_gives_it()
    {
        var bytes = new byte[LineReader.LongestLine + 1];
        Array.Fill(bytes, (byte)'a');
        bytes[^1] = (byte)'\n';

        Assert.AreEqual(LineReader.LongestLine, (await ReadAsync(bytes, 1_000_000)).Single().Length);
    }

    [TestMethod]
    public async Task ReadAsync_of_a_longer_line_fails()
    {
        var bytes = new byte[3 * LineReader.LongestLine];
        Array.Fill(bytes, (byte)'a');

        var failure = await Assert.ThrowsExactlyAsync<ResponseTooLargeException>(() => ReadAsync(bytes, 1_000_000));

        Assert.AreEqual("a line", failure.Part);
    }

    private async Task<List<string>> ReadAsync(byte[] bytes, int pieceSize)
    {
        using var stream = new PieceStream(bytes, pieceSize);
        var reader = new LineReader(stream);
        var lines = new List<string>();
        while (await reader.ReadAsync(TestContext.CancellationToken) is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
