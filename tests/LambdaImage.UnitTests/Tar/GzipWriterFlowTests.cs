using System.Buffers;
using System.IO.Pipelines;
using LambdaImage.Tar;

namespace LambdaImage.UnitTests.Tar;

/// <summary>How <see cref="GzipWriter"/> waits, ends and fails.</summary>
[TestClass]
public sealed class GzipWriterFlowTests
{
    private const int MiB = 1024 * 1024;
    private const int Seed = 7;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Complete_writes_everything()
    {
        using var output = new MemoryStream();
        await using var writer = new GzipWriter(output);
        writer.Write("content"u8);

#pragma warning disable CA1849, S6966 // What is tested is the method that blocks.
        writer.Complete();
#pragma warning restore CA1849, S6966

        await GzipBytes.AssertUnpacksAsync([.. "content"u8], output.ToArray());
    }

    [TestMethod]
    public async Task CompleteAsync_a_second_time_does_nothing()
    {
        using var output = new MemoryStream();
        await using var writer = new GzipWriter(output);
        await writer.CompleteAsync();
        var length = output.Length;

        await writer.CompleteAsync();

        Assert.AreEqual(length, output.Length);
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.GetMemory());
    }

    [TestMethod]
    public async Task CompleteAsync_with_an_exception_gives_the_content_up()
    {
        using var output = new MemoryStream();
        await using var writer = new GzipWriter(output);
        writer.Write(GzipBytes.Lines(MiB));

        await writer.CompleteAsync(new InvalidDataException());

        Assert.ThrowsExactly<InvalidOperationException>(() => writer.Digest);
    }

    [TestMethod]
    public async Task DisposeAsync_leaves_the_output_open()
    {
        using var output = new MemoryStream();
        await using (var writer = new GzipWriter(output))
        {
            await writer.CompleteAsync();
        }

        Assert.IsTrue(output.CanWrite);
    }

    [TestMethod]
    public async Task UnflushedBytes_are_those_since_the_last_flush()
    {
        await using var writer = new GzipWriter(Stream.Null);
        writer.Write("12345"u8);
        Assert.AreEqual(5, writer.UnflushedBytes);

        await writer.FlushAsync(Token);

        Assert.AreEqual(0, writer.UnflushedBytes);
    }

    [TestMethod]
    public async Task Advance_by_more_than_was_given_is_an_error()
    {
        await using var writer = new GzipWriter(Stream.Null);
        var given = writer.GetMemory(1).Length;

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => writer.Advance(given + 1));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(10)]
    [DataRow(300_000)]
    public async Task FlushAsync_of_an_output_that_fails_fails_the_same(int capacity)
    {
        using var output = new BlockingStream { Capacity = capacity };
        output.Open();
        await using var writer = new GzipWriter(output, degree: 2);

        var failure = await Assert.ThrowsExactlyAsync<IOException>(() => GzipBytes.FeedAsync(writer, GzipBytes.Random(8 * MiB, Seed, values: 256), Token));

        Assert.AreSame(output.Failure, failure);
        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<IOException>(async () => await writer.CompleteAsync()));
    }

    [TestMethod]
    public async Task CompleteAsync_of_an_output_that_fails_at_the_end_fails_the_same()
    {
        var content = GzipBytes.Lines(MiB);
        using var output = new BlockingStream { Capacity = (await GzipBytes.OfAsync(content)).Length - 1 };
        output.Open();
        await using var writer = new GzipWriter(output);
        writer.Write(content);

        Assert.AreSame(output.Failure, await Assert.ThrowsExactlyAsync<IOException>(async () => await writer.CompleteAsync()));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.Digest);
    }

    [TestMethod]
    public async Task FlushAsync_waits_for_the_output_so_that_few_blocks_are_in_use()
    {
        const int Degree = 3;
        using var output = new BlockingStream();
        var content = GzipBytes.Random(8 * MiB, Seed, values: 60);
        await using var writer = new GzipWriter(output, Degree);

        var written = 0;
        ValueTask<FlushResult> flush;
        do
        {
            writer.Write(content.AsSpan(written, MiB / 8));
            written += MiB / 8;
            flush = writer.FlushAsync(Token);
        }
        while (flush.IsCompleted);

        // One block is compressed for the output that waits, and one more could be filled.
        Assert.AreEqual((Degree + 2) * GzipBlock.Size, written);
        output.Open();
        await flush;
        writer.Write(content.AsSpan(written));
        await writer.CompleteAsync();
        await GzipBytes.AssertUnpacksAsync(content, output.Written);
    }

    [TestMethod]
    public async Task FlushAsync_that_waits_can_be_cancelled()
    {
        using var output = new BlockingStream();
        await using var writer = new GzipWriter(output, degree: 1);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        writer.Write(GzipBytes.Lines(MiB));
        var flush = writer.FlushAsync(cancellation.Token);
        Assert.IsFalse(flush.IsCompleted);

        await cancellation.CancelAsync();

        var failure = await Assert.ThrowsAsync<OperationCanceledException>(async () => await flush);
        Assert.AreEqual(cancellation.Token, failure.CancellationToken);
    }

    [TestMethod]
    public async Task FlushAsync_with_a_cancelled_token_ends()
    {
        await using var writer = new GzipWriter(Stream.Null);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await writer.FlushAsync(new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public async Task CompleteAsync_that_waits_can_be_cancelled()
    {
        using var output = new BlockingStream();
        await using var writer = new GzipWriter(output);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var completion = writer.CompleteAsync(cancellation.Token);
        Assert.IsFalse(completion.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await completion);
    }

    [TestMethod]
    public async Task CancelPendingFlush_ends_the_flush_that_waits_and_loses_nothing()
    {
        var content = GzipBytes.Lines(MiB);
        using var output = new BlockingStream();
        await using var writer = new GzipWriter(output, degree: 1);
        writer.Write(content);
        var flush = writer.FlushAsync(Token);
        Assert.IsFalse(flush.IsCompleted);

        writer.CancelPendingFlush();

        Assert.IsTrue((await flush).IsCanceled);
        output.Open();
        Assert.IsFalse((await writer.FlushAsync(Token)).IsCanceled);
        await writer.CompleteAsync();
        await GzipBytes.AssertUnpacksAsync(content, output.Written);
    }

    [TestMethod]
    public async Task CancelPendingFlush_without_one_ends_the_next()
    {
        await using var writer = new GzipWriter(Stream.Null);

        writer.CancelPendingFlush();

        Assert.IsTrue((await writer.FlushAsync(Token)).IsCanceled);
        Assert.IsFalse((await writer.FlushAsync(Token)).IsCanceled);
    }

    [TestMethod]
    public async Task DisposeAsync_while_the_output_waits_ends()
    {
        using var output = new BlockingStream();
        var writer = new GzipWriter(output, degree: 1);
        writer.Write(GzipBytes.Lines(MiB));

        await writer.DisposeAsync();
        await writer.DisposeAsync();

        Assert.IsEmpty(output.Written);
        Assert.ThrowsExactly<ObjectDisposedException>(() => writer.GetMemory());
    }
}
