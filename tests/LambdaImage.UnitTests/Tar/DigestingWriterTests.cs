using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using LambdaImage.Tar;

namespace LambdaImage.UnitTests.Tar;

[TestClass]
public sealed class DigestingWriterTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Write_passes_on_all_bytes()
    {
        var pipe = new Pipe();
        using var writer = new DigestingWriter(pipe.Writer);

        writer.Write("before"u8);
        writer.Begin();
        writer.Write("inside"u8);
        writer.End();
        await writer.FlushAsync(Token);
        await writer.CompleteAsync();

        var read = await pipe.Reader.ReadAsync(Token);
        Assert.AreEqual("beforeinside", System.Text.Encoding.UTF8.GetString(read.Buffer.ToArray()));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void End_is_the_digest_of_what_was_written_since_the_beginning(bool withReceiver)
    {
        using var writer = new DigestingWriter(withReceiver ? new Pipe().Writer : null);

        writer.Write("before"u8);
        writer.Begin();
        writer.Write("in"u8);
        writer.Write("side"u8);
        var digest = writer.End();
        writer.Write("after"u8);

        Assert.AreEqual(DigestOf("inside"u8), digest.Hex);
    }

    [TestMethod]
    public void End_a_second_time_is_the_digest_of_the_second_part()
    {
        using var writer = new DigestingWriter(receiver: null);
        writer.Begin();
        writer.Write("first"u8);
        writer.End();

        writer.Begin();
        writer.Write("second"u8);

        Assert.AreEqual(DigestOf("second"u8), writer.End().Hex);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void GetMemory_of_more_than_any_buffer_is_large_enough(bool withReceiver)
    {
        var bytes = Enumerable.Range(0, 3 * 1024 * 1024).Select(index => (byte)index).ToArray();
        using var writer = new DigestingWriter(withReceiver ? new Pipe().Writer : null);
        writer.Begin();

        bytes.CopyTo(writer.GetMemory(bytes.Length));
        writer.Advance(bytes.Length);

        Assert.AreEqual(DigestOf(bytes), writer.End().Hex);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task UnflushedBytes_are_those_since_the_last_flush(bool withReceiver)
    {
        using var writer = new DigestingWriter(withReceiver ? new Pipe().Writer : null);
        writer.Write("12345"u8);
        Assert.AreEqual(5, writer.UnflushedBytes);

        await writer.FlushAsync(Token);

        Assert.AreEqual(0, writer.UnflushedBytes);
    }

    [TestMethod]
    public async Task FlushAsync_after_the_reader_has_gone_says_so()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        using var writer = new DigestingWriter(pipe.Writer);
        writer.Write("12345"u8);

        Assert.AreEqual(5, writer.UnflushedBytes);
        Assert.IsTrue((await writer.FlushAsync(Token)).IsCompleted);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task FlushAsync_that_is_cancelled_ends(bool withReceiver)
    {
        using var writer = new DigestingWriter(withReceiver ? new Pipe().Writer : null);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await writer.FlushAsync(new CancellationToken(canceled: true)));
    }

    private static string DigestOf(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();
}
