using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using LambdaImage.Caching;
using LambdaImage.Destinations;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Images;
using LambdaImage.Layers;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Images;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.Destinations;

[TestClass]
public sealed class UploadTests
{
    private readonly List<BuildMessage> _messages = [];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task SendAsync_sends_the_layers_and_then_the_end()
    {
        using var folder = new TemporaryFolder();
        using var plan = PlanOf(folder);
        using var sent = new MemoryStream();

        await SendAsync(plan, (archive, token) => archive.CopyToAsync(sent, token));

        var files = RecordedRequest.ReadTar(sent.ToArray());
        Assert.AreEqual("layer.tar last", string.Join(' ', files.Keys));
        Assert.AreEqual("opt/ opt/file", string.Join(' ', RecordedRequest.ReadTar(files["layer.tar"]).Keys));
    }

    [TestMethod]
    public async Task SendAsync_tells_of_each_layer_with_the_bytes_so_far()
    {
        using var folder = new TemporaryFolder();
        using var plan = PlanOf(folder);

        await SendAsync(plan, (archive, token) => archive.CopyToAsync(Stream.Null, token));

        Assert.AreEqual("Low Sent layer, 3.1 kB in all", string.Join('\n', _messages.Select(message => $"{message.Level} {message.Text}")));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task SendAsync_to_one_who_has_enough_before_the_end_ends()
    {
        using var folder = new TemporaryFolder();
        using var plan = PlanOf(folder, large: true);
        var ended = false;

        await SendAsync(
            plan,
            async (archive, token) => await archive.ReadAtLeastAsync(1000, token),
            () => ended = true);

        Assert.IsFalse(ended);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task SendAsync_to_one_who_fails_fails_with_that()
    {
        using var folder = new TemporaryFolder();
        using var plan = PlanOf(folder, large: true);

        var failure = await Assert.ThrowsExactlyAsync<LoadRejectedException>(() => SendAsync(plan, (_, _) => throw new LoadRejectedException("no")));

        Assert.AreEqual("no", failure.Message);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task SendAsync_of_a_file_that_changed_fails_with_that_and_not_with_what_the_receiver_saw_of_it()
    {
        using var folder = new TemporaryFolder();
        using var plan = PlanOf(folder);
        await File.AppendAllTextAsync(folder.At("layer/file"), "more", Token);

        var failure = await Expect.FailureAsync(DiagnosticCodes.FileChanged, () => SendAsync(plan, async (archive, token) =>
        {
            try
            {
                await archive.CopyToAsync(Stream.Null, token);
            }
            catch (LambdaImageException exception)
            {
                throw new LoadRejectedException("unexpected EOF: " + exception.Message);
            }
        }));

        Assert.AreEqual(plan.Layers[0].Spec.Origin, failure.Origin);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task SendAsync_that_is_cancelled_ends()
    {
        using var folder = new TemporaryFolder();
        using var plan = PlanOf(folder, large: true);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAsync<OperationCanceledException>(() => SendAsync(
            plan,
            async (archive, token) =>
            {
                await cancellation.CancelAsync();
                await archive.CopyToAsync(Stream.Null, token);
            },
            cancellationToken: cancellation.Token));
    }

    [TestMethod]
    public async Task SendAsync_a_second_time_does_not_repeat_warnings()
    {
        using var folder = new TemporaryFolder();
        folder.Write("layer/lib/other.so", ElfFile.For("arm64"));
        using var plan = PlanOf(folder);
        var upload = NewUpload(plan);

        for (var i = 0; i < 2; i++)
        {
            await SendAsync(plan, (archive, token) => archive.CopyToAsync(Stream.Null, token), upload: upload);
        }

        Assert.HasCount(1, _messages.Where(message => message.Descriptor == DiagnosticCodes.ForeignBinary));
    }

    [TestMethod]
    public async Task SendAsync_of_a_tree_of_wrong_binaries_names_five()
    {
        using var folder = new TemporaryFolder();
        for (var number = 1; number <= 20; number++)
        {
            folder.Write($"layer/lib/other{number}.so", ElfFile.For("arm64"));
        }

        using var plan = PlanOf(folder);

        await SendAsync(plan, (archive, token) => archive.CopyToAsync(Stream.Null, token));

        var warnings = _messages.Where(message => message.Descriptor == DiagnosticCodes.ForeignBinary).ToList();
        Assert.HasCount(6, warnings);
        Assert.AreEqual("'layer' has more such files than the 5 that are named.", warnings[5].Text);
        Assert.AreEqual(warnings[0].Origin, warnings[5].Origin);
    }

    private static ImagePlan PlanOf(TemporaryFolder folder, bool large = false)
    {
        folder.Write("layer/file", "hello");
        if (large)
        {
            using var file = File.Create(folder.At("layer/large"));
            file.SetLength(64 * 1024 * 1024);
        }

        var spec = Plans.WithLayers(folder.At("layer"));
        return ImagePlanner.Read(spec with { Layers = [spec.Layers[0] with { Origin = new("LambdaLayer", "layer") }] }, CancellationToken.None);
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "It holds nothing unless it compresses.")]
    private Upload NewUpload(ImagePlan plan)
    {
        var progress = new SynchronousProgress<BuildMessage>(_messages.Add);
        var cache = DigestCache.Load("/nowhere/digests.txt", new("/nowhere"));
        return new(plan, new(Digests.None, cache, new("/nowhere"), new("/nowhere", progress, Waits.Untold), isCompressed: false, new(plan.Spec, progress), progress), progress);
    }

    private Task SendAsync(
        ImagePlan plan,
        Func<PipeReader, CancellationToken, Task> send,
        Action? atEnd = null,
        Upload? upload = null,
        CancellationToken? cancellationToken = null)
    {
        upload ??= NewUpload(plan);
        IReadOnlyList<(LayerContents, string)> layers = [.. plan.Layers.Select(layer => (layer, "layer.tar"))];
        return upload.SendAsync(
            layers,
            async (tar, token) =>
            {
                atEnd?.Invoke();
                await tar.WriteFileAsync("last", "end"u8.ToArray(), token);
                await tar.WriteEndAsync(token);
            },
            send,
            cancellationToken ?? Token);
    }
}
