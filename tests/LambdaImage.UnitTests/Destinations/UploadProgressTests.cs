using System.IO.Pipelines;
using LambdaImage.Destinations;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Destinations;

[TestClass]
public sealed class UploadProgressTests
{
    private const int Megabyte = 1_000_000;

    private readonly ManualClock _clock = new();
    private readonly List<string> _lines = [];
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Count_of_an_upload_tells_every_two_seconds_what_was_accepted()
    {
        using var upload = Start(300 * Megabyte);
        var archive = upload.Count(_pipe.Reader);

        await SendAsync(archive, 100 * Megabyte);
        Advance(1.9);
        await SendAsync(archive, 50 * Megabyte);
        Advance(0.1);
        await SendAsync(archive, 60 * Megabyte);
        Advance(1);
        await SendAsync(archive, 15 * Megabyte);
        Advance(1);

        CollectionAssert.AreEqual(new[] { "Sent 150 MB of 300 MB (50 %)", "Sent 225 MB of 300 MB (75 %)" }, _lines);
    }

    [TestMethod]
    public async Task Count_of_what_was_read_and_not_accepted_tells_nothing()
    {
        using var upload = Start(300 * Megabyte);
        var archive = upload.Count(_pipe.Reader);
        await _pipe.Writer.WriteAsync(new byte[Megabyte], TestContext.CancellationToken);
        var read = await archive.ReadAsync(TestContext.CancellationToken);
        archive.AdvanceTo(read.Buffer.Start, read.Buffer.End);

        Advance(10);

        Assert.IsEmpty(_lines);
    }

    [TestMethod]
    public async Task Count_of_an_upload_that_stands_still_is_not_told_again()
    {
        using var upload = Start(300 * Megabyte);
        await SendAsync(upload.Count(_pipe.Reader), 150 * Megabyte);

        Advance(100);

        Assert.AreEqual("Sent 150 MB of 300 MB (50 %)", _lines.Single());
    }

    [TestMethod]
    public async Task Count_of_an_upload_that_is_whole_ends()
    {
        using var upload = Start(Megabyte);
        var archive = upload.Count(_pipe.Reader);
        await SendAsync(archive, Megabyte);
        await _pipe.Writer.CompleteAsync();
        var read = await archive.ReadAsync(TestContext.CancellationToken);
        archive.AdvanceTo(read.Buffer.End);

        Advance(100);

        Assert.IsEmpty(_lines);
    }

    [TestMethod]
    public async Task Count_of_more_than_expected_is_never_over_100_percent()
    {
        using var upload = Start(Megabyte);
        await SendAsync(upload.Count(_pipe.Reader), 2 * Megabyte);

        Advance(2);

        Assert.AreEqual("Sent 1 MB of 1 MB (100 %)", _lines.Single());
    }

    [TestMethod]
    public async Task Count_of_an_upload_that_is_given_up_ends()
    {
        var upload = Start(300 * Megabyte);
        await SendAsync(upload.Count(_pipe.Reader), 150 * Megabyte);
        upload.Dispose();

        Advance(100);

        Assert.IsEmpty(_lines);
    }

    private UploadProgress Start(long total)
    {
        var upload = new UploadProgress(new SynchronousProgress<BuildMessage>(message => _lines.Add(message.Text)), _clock);
        upload.Expect(total);
        return upload;
    }

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private async Task SendAsync(PipeReader archive, int bytes)
    {
        await _pipe.Writer.WriteAsync(new byte[bytes], TestContext.CancellationToken);
        var read = await archive.ReadAsync(TestContext.CancellationToken);
        archive.AdvanceTo(read.Buffer.GetPosition(bytes));
    }
}
