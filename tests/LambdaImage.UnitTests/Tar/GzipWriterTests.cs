using System.Buffers;
using CsCheck;
using LambdaImage.Oci;
using LambdaImage.Tar;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Tar;

[TestClass]
public sealed class GzipWriterTests
{
    private const int MiB = 1024 * 1024;
    private const int HeaderSize = 10;
    private const int EndSize = 10;
    private const int Seed = 7;
    private const long Contents = 60;

    // Bytes that compress well, a little and not at all, in runs shorter and longer than a block.
    private static readonly Gen<byte[]> Content = Gen.Select(Gen.Int, Gen.OneOf(1, 4, 60, 256), Gen.OneOf<int>(Gen.Int[0, 3000], Gen.Int[0, GzipBlock.Size]))
        .Array[0, 4]
        .Select(runs => runs.SelectMany(run => GzipBytes.Random(run.Item3, run.Item1, run.Item2)).ToArray());

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(GzipBlock.Size - 1)]
    [DataRow(GzipBlock.Size)]
    [DataRow(GzipBlock.Size + 1)]
    [DataRow((3 * GzipBlock.Size) + 100)]
    public async Task Output_unpacked_by_other_readers_is_the_content(int length)
    {
        var content = GzipBytes.Random(length, Seed, values: 60);

        var bytes = await GzipBytes.OfAsync(content);

        await GzipBytes.AssertUnpacksAsync(content, bytes);
    }

    [TestMethod]
    public async Task Output_is_one_member_to_the_gunzip_of_users_systems()
    {
        using var folder = new TemporaryFolder();
        var content = GzipBytes.Random(2 * MiB, Seed, values: 60);
        folder.Write("content", content);
        folder.Write("content.gz", await GzipBytes.OfAsync(content));

        Shell.Run(folder.Path, "gzip -t content.gz && gunzip -c content.gz | cmp - content");

        // The size that the end of the last member states.
        Assert.Contains($" {content.Length} ", Shell.Run(folder.Path, "gzip -l content.gz"));
    }

    [TestMethod]
    public Task Output_unpacked_is_the_content_and_the_same_however_it_was_written() =>
        Gen.Select(Content, Gen.Int[1, 5], Gen.Int).SampleAsync(
            async (content, degree, feeding) =>
            {
                var expected = await GzipBytes.OfAsync(content);
                await GzipBytes.AssertUnpacksAsync(content, expected);

                Assert.IsTrue((await GzipBytes.OfAsync(content, degree, new Random(feeding))).AsSpan().SequenceEqual(expected));
            },
            iter: Contents,
            threads: 1);

    // 12 blocks, of which each kind follows each.
    [TestMethod]
    public async Task Output_of_a_block_does_not_depend_on_the_blocks_before()
    {
        byte[] content = [.. Enumerable.Range(0, 12).SelectMany(index => GzipBytes.Random(GzipBlock.Size, index / 2, values: 256 >> (index % 3 * 4)))];
        var whole = await GzipBytes.OfAsync(content, degree: 1);

        var parts = new List<byte>(whole[..HeaderSize]);
        foreach (var block in content.Chunk(GzipBlock.Size))
        {
            parts.AddRange((await GzipBytes.OfAsync(block))[HeaderSize..^EndSize]);
        }

        CollectionAssert.AreEqual(parts, whole[..^EndSize]);
    }

    // Fails if the deflater makes other bytes. Then GzipWriter.Version has to change, and this digest with it.
    [TestMethod]
    public async Task Output_of_a_version_is_always_the_same()
    {
        byte[] content = [.. GzipBytes.Lines(MiB), .. GzipBytes.Random(MiB, Seed, values: 256), .. GzipBytes.Random(100_000, Seed, values: 60)];

        var digest = Digest.Of(await GzipBytes.OfAsync(content));

        Assert.AreEqual("1 sha256:34fb341b3d8110499f86ddec2adf8ee2e881c8cb59786947f5d995865a83e8d6", $"{GzipWriter.Version} {digest}");
    }

    [TestMethod]
    public async Task Output_has_no_time_name_or_system()
    {
        var bytes = await GzipBytes.OfAsync([1]);

        CollectionAssert.AreEqual(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255 }, bytes[..HeaderSize]);
    }

    [TestMethod]
    public async Task Output_of_text_is_smaller() => Assert.IsLessThan(MiB / 5, (await GzipBytes.OfAsync(GzipBytes.Lines(MiB))).Length);

    [TestMethod]
    public async Task Output_of_what_does_not_compress_is_hardly_larger() =>
        Assert.IsLessThan(MiB + 200, (await GzipBytes.OfAsync(GzipBytes.Random(MiB, Seed, values: 256))).Length);

    [TestMethod]
    public async Task Digest_and_Length_are_those_of_the_output()
    {
        using var output = new MemoryStream();
        await using var writer = new GzipWriter(output);
        writer.Write(GzipBytes.Lines(MiB));

        await writer.CompleteAsync();

        Assert.AreEqual(Digest.Of(output.ToArray()), writer.Digest);
        Assert.AreEqual(output.Length, writer.Length);
    }

    [TestMethod]
    public async Task Digest_before_the_end_is_an_error()
    {
        await using var writer = new GzipWriter(Stream.Null);
        writer.Write(GzipBytes.Lines(MiB));

        Assert.ThrowsExactly<InvalidOperationException>(() => writer.Digest);
    }

    [TestMethod]
    public async Task WriteLayerAsync_through_it_gives_the_layers_tar()
    {
        using var folder = new TemporaryFolder();
        folder.Write("layer/small", "hello");
        folder.Write("layer/large", GzipBytes.Lines(2 * MiB));
        using var layer = Layers.LayerSpecs.Read(folder.At("layer"));
        using var output = new MemoryStream();
        await using var writer = new GzipWriter(output);
        using var digesting = new DigestingWriter(writer);
        digesting.Begin();

        await new TarWriter(digesting, LambdaImage.Specification.ImageSpec.DefaultTimestamp).WriteLayerAsync(layer.Entries, Token);
        await writer.CompleteAsync(Token);

        var tar = await TarBytes.OfLayerAsync(layer.Entries);
        Assert.AreEqual(Digest.Of(tar), digesting.End());
        await GzipBytes.AssertUnpacksAsync(tar, output.ToArray());
    }
}
