using System.Net;
using System.Text;
using LambdaImage.Engines.Http;
using LambdaImage.Http;

namespace LambdaImage.UnitTests.Http;

[TestClass]
public sealed class ResponseStreamTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", DisplayName = "of known length")]
    [DataRow("HTTP/1.1 200 OK\r\ncontent-length:5 \r\n\r\nhello, and more", DisplayName = "of known length, more after it")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", DisplayName = "in one chunk")]
    [DataRow("HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", DisplayName = "in two chunks")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n5\r\nhello\r\n0\r\n\r\n", DisplayName = "in chunks, with a length")]
    [DataRow("HTTP/1.0 200 OK\r\n\r\nhello", DisplayName = "to the connection's end")]
    [DataRow("HTTP/1.1 200\r\nX-Content-Length: 2\r\nContent-Length: 5\r\n\r\nhello", DisplayName = "without a reason")]
    [DataRow("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", DisplayName = "after an interim one")]
    public async Task ReadAsync_of_an_answer_gives_its_body_in_whatever_pieces_it_comes(string text)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var answer = await ReadAsync(text, size);

            Assert.AreEqual(HttpStatusCode.OK, answer.Head.Status);
            Assert.AreEqual("hello", Encoding.UTF8.GetString(answer.Body));
        }
    }

    [TestMethod]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [DataRow("HTTP/1.1 200 OK\r\n\r\n")]
    public async Task ReadAsync_of_an_empty_body_gives_none(string text) => Assert.IsEmpty((await ReadAsync(text)).Body);

    [TestMethod]
    public async Task ReadAsync_of_a_refusal_gives_its_status_and_who_answers()
    {
        var answer = await ReadAsync("HTTP/1.1 404 Not Found\r\nServer: Docker/20.10.24 (linux)\r\nContent-Length: 2\r\n\r\n{}");

        Assert.AreEqual(HttpStatusCode.NotFound, answer.Head.Status);
        Assert.AreEqual("Docker/20.10.24 (linux)", answer.Head.Header("Server"));
    }

    [TestMethod]
    public async Task ReadAsync_of_a_body_larger_than_any_buffer_gives_all_of_it()
    {
        var body = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},"));
        var text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
            string.Concat(body.Chunk(4000).Select(chunk => $"{chunk.Length:X}\r\n{new string(chunk)}\r\n")) + "0\r\n\r\n";

        var answer = await ReadAsync(text, 5000);

        Assert.AreEqual(body, Encoding.UTF8.GetString(answer.Body));
    }

    [TestMethod]
    [DataRow("", DisplayName = "nothing")]
    [DataRow("HTTP/1.1 2", DisplayName = "half a status")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Le", DisplayName = "half a head")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", DisplayName = "half a body")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", DisplayName = "no chunk")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", DisplayName = "half a chunk")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", DisplayName = "no last chunk")]
    [DataRow("HTTP/1.1 100 Continue\r\n\r\n", DisplayName = "interim only")]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n", DisplayName = "another protocol")]
    [DataRow("HTTP/2 200\r\n\r\n", DisplayName = "another version")]
    [DataRow("HTTP/1.1 abc\r\n\r\n", DisplayName = "no status")]
    [DataRow("HTTP/1.1\r\n\r\n", DisplayName = "no status at all")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello", DisplayName = "length in words")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", DisplayName = "negative length")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nhello", DisplayName = "length of more than fits")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", DisplayName = "chunk in words")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nhello\r\n0\r\n\r\n", DisplayName = "chunk of more than fits")]
    public async Task ReadAsync_of_anything_else_fails_in_whatever_pieces_it_comes(string text)
    {
        for (var size = 1; size <= Math.Max(1, text.Length); size++)
        {
            await Assert.ThrowsExactlyAsync<IOException>(() => ReadAsync(text, size));
        }
    }

    [TestMethod]
    public async Task ReadAsync_of_a_head_without_an_end_fails() =>
        await Assert.ThrowsExactlyAsync<IOException>(() => ReadAsync("HTTP/1.1 200 OK\r\n" + new string('a', 1_000_000)));

    [TestMethod]
    [DataRow("", DisplayName = "without an end")]
    [DataRow("\r\nhello\r\n0\r\n\r\n", DisplayName = "with an end")]
    public async Task ReadAsync_of_a_chunk_with_an_endless_size_fails_before_more_is_kept(string end)
    {
        var text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;" + new string('a', 5000) + end;

        await Assert.ThrowsExactlyAsync<ResponseTooLargeException>(() => ReadAsync(text, 1000));
    }

    [TestMethod]
    public async Task ReadAsync_of_interim_responses_without_end_fails()
    {
        var text = string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 1000));

        await Assert.ThrowsExactlyAsync<IOException>(() => ReadAsync(text, 5000));
    }

    [TestMethod]
    public async Task ReadBodyAsync_of_a_body_without_end_fails_before_memory_is_full()
    {
        using var exchange = new EngineExchange(new EndlessStream());
        await exchange.ReadHeadAsync(Token);

        var failure = await Assert.ThrowsExactlyAsync<ResponseTooLargeException>(() => exchange.ReadBodyAsync(Token));

        Assert.AreEqual("a body", failure.Part);
    }

    [TestMethod]
    public async Task ReadErrorAsync_of_a_body_without_end_gives_its_start()
    {
        using var exchange = new EngineExchange(new EndlessStream());
        await exchange.ReadHeadAsync(Token);

        Assert.HasCount(64 * 1024, await exchange.ReadErrorAsync(Token));
    }

    private async Task<EngineResponse> ReadAsync(string text, int pieceSize = int.MaxValue)
    {
        using var connection = new PieceStream(Encoding.UTF8.GetBytes(text), pieceSize);
        using var exchange = new EngineExchange(connection);
        var head = await exchange.ReadHeadAsync(Token);
        return new(head, await exchange.ReadBodyAsync(Token));
    }

    /// <summary>A response whose body never ends.</summary>
    private sealed class EndlessStream() : MemoryStream("HTTP/1.1 500 Broken\r\n\r\n"u8.ToArray())
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            buffer.Span.Fill((byte)'a');
            return buffer.Length;
        }
    }
}
