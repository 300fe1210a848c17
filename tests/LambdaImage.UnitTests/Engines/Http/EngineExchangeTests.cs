using System.IO.Pipelines;
using System.Text;
using CsCheck;
using LambdaImage.Engines.Http;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Engines.Http;

[TestClass]
public sealed class EngineExchangeTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task SendAsync_sends_the_request_in_one_piece()
    {
        using var connection = new RecordingConnection();
        using var exchange = new EngineExchange(connection);

        await exchange.SendAsync("GET", "/info", "abc", Token);

        Assert.AreEqual("GET /info HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nX-Registry-Auth: abc\r\n\r\n", connection.Writes.Single());
    }

    [TestMethod]
    public async Task SendAsync_of_a_post_says_that_it_has_no_body()
    {
        using var connection = new RecordingConnection();
        using var exchange = new EngineExchange(connection);

        await exchange.SendAsync("POST", "/images/create", registryAuth: null, Token);

        Assert.AreEqual("POST /images/create HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", connection.Writes.Single());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(1023)]
    [DataRow(1024)]
    [DataRow(1025)]
    [DataRow(70_000)]
    public async Task UploadAsync_sends_all_bytes_in_whatever_pieces_they_come(int length)
    {
        var body = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        foreach (var size in new[] { 1000, 1024, 4000, Math.Max(1, length) })
        {
            var writes = await UploadAsync(body, size);

            Assert.AreEqual(body, ReadChunks(string.Concat(writes)));
        }
    }

    [TestMethod]
    public async Task UploadAsync_sends_all_bytes_however_the_pipe_cuts_them()
    {
        // Sizes around what is held back (1,024 bytes) and around what is sent at once.
        var size = Gen.OneOf(Gen.Int[1, 20], Gen.Int[500, 520], Gen.Int[1000, 1050], Gen.Int[2040, 2060], Gen.Int[4090, 9000]);
        await Gen.Select(Gen.Int[0, 8_000], size.List[1, 6], size.List[1, 6]).SampleAsync(
            async (length, segments, arrivals) =>
            {
                var body = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
                using var connection = new RecordingConnection();
                using var exchange = new EngineExchange(connection);
                await exchange.StartUploadAsync("/build", start: default, Token);

                await exchange.UploadAsync(new ScriptedPipeReader(Encoding.ASCII.GetBytes(body), segments, arrivals), Token);

                Assert.AreEqual(body, ReadChunks(string.Concat(connection.Writes.Skip(1))));
            },
            iter: 500,
            threads: 1);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(600)]
    [DataRow(70_000)]
    public async Task UploadAsync_sends_the_end_together_with_the_last_bytes(int length)
    {
        foreach (var size in new[] { 512, 4000, Math.Max(1, length) })
        {
            var last = (await UploadAsync(new string('z', length), size))[^1];

            Assert.EndsWith("0\r\n\r\n", last);
            Assert.AreEqual(Math.Min(length, 1024), last.Count(character => character == 'z'));
        }
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task UploadAsync_of_a_body_that_is_yet_to_come_sends_what_is_there()
    {
        using var connection = new RecordingConnection();
        using var exchange = new EngineExchange(connection);
        var body = new Pipe();
        await exchange.StartUploadAsync("/build", start: default, Token);
        var uploading = exchange.UploadAsync(body.Reader, Token);

        await body.Writer.WriteAsync(Encoding.ASCII.GetBytes(new string('z', 5000)), Token);
        await connection.WaitForAsync(text => text.Count(character => character == 'z') == 5000 - 1024, Token);

        await body.Writer.CompleteAsync();
        await uploading;
        Assert.AreEqual(5000, string.Concat(connection.Writes).Count(character => character == 'z'));
    }

    [TestMethod]
    [DataRow("", "zz")]
    [DataRow("zz", "")]
    [DataRow("zz", "zz")]
    public async Task StartUploadAsync_sends_the_head_together_with_the_start(string start, string rest)
    {
        using var connection = new RecordingConnection();
        using var exchange = new EngineExchange(connection);
        var body = new Pipe();
        await body.Writer.WriteAsync(Encoding.ASCII.GetBytes(rest), Token);
        await body.Writer.CompleteAsync();

        await exchange.StartUploadAsync("/build", Encoding.ASCII.GetBytes(start), Token);
        var first = connection.Writes.Single();
        await exchange.UploadAsync(body.Reader, Token);

        Assert.EndsWith(start.Length > 0 ? "\r\n\r\n2\r\nzz\r\n" : "\r\n\r\n", first);
        Assert.AreEqual(start + rest, ReadChunks(string.Concat(connection.Writes).Split("\r\n\r\n", 2)[1]));
    }

    [TestMethod]
    public async Task UploadAsync_of_a_body_that_fails_fails_with_that()
    {
        using var connection = new RecordingConnection();
        using var exchange = new EngineExchange(connection);
        var body = new Pipe();
        await body.Writer.CompleteAsync(new InvalidDataException("a file changed"));
        await exchange.StartUploadAsync("/build", start: default, Token);

        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => exchange.UploadAsync(body.Reader, Token));

        Assert.DoesNotContain("0\r\n\r\n", connection.Writes);
    }

    [TestMethod]
    public async Task UploadAsync_of_a_body_that_is_long_in_coming_does_not_blame_the_engine()
    {
        var clock = new ManualClock();
        using var connection = new RecordingConnection();
        using var exchange = new EngineExchange(new PatientStream(connection, TimeSpan.FromMinutes(10), clock));
        var body = new Pipe();
        await exchange.StartUploadAsync("/build", start: default, Token);
        var uploading = exchange.UploadAsync(body.Reader, Token);

        clock.Advance(TimeSpan.FromDays(1));
        await body.Writer.CompleteAsync();
        await uploading;

        var reading = exchange.ReadHeadAsync(Token);
        clock.Advance(TimeSpan.FromMinutes(10));
        await Assert.ThrowsExactlyAsync<EngineSilentException>(() => reading);
    }

    private async Task<IReadOnlyList<string>> UploadAsync(string body, int pieceSize)
    {
        using var connection = new RecordingConnection();
        using var exchange = new EngineExchange(connection);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        foreach (var piece in body.Chunk(pieceSize))
        {
            await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(piece), Token);
        }

        await pipe.Writer.CompleteAsync();
        await exchange.StartUploadAsync("/build", start: default, Token);
        await exchange.UploadAsync(pipe.Reader, Token);
        return [.. connection.Writes.Skip(1)];
    }

    private static string ReadChunks(string text)
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = text.IndexOf("\r\n", StringComparison.Ordinal);
            var size = Convert.ToInt32(text[..line], 16);
            if (size == 0)
            {
                Assert.AreEqual("0\r\n\r\n", text);
                return body.ToString();
            }

            body.Append(text.AsSpan(line + 2, size));
            Assert.AreEqual("\r\n", text.Substring(line + 2 + size, 2));
            text = text[(line + 4 + size)..];
        }
    }
}
