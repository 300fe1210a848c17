using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>Builds of an image in several processes at the same time.</summary>
[TestClass]
public sealed class BuildLockTests(TestContext context) : EngineTest(context)
{
    private const string Building = "Building image ";
    private const string Waiting = "Waiting for another build of ";
    private const int Many = 5;

    private readonly List<BuildChild> _children = [];
    private string _base = string.Empty;

    [TestInitialize]
    public async Task PrepareAsync()
    {
        Folder.Write("one/file.txt", "content");
        _base = await Images.MakeAsync(TestImages.RootFiles());
    }

    [TestMethod]
    public async Task Builds_that_waited_reuse_the_image()
    {
        var holder = await HoldAsync();
        var waiters = Enumerable.Range(0, Many).Select(_ => Start()).ToList();
        await Task.WhenAll(waiters.Select(waiter => waiter.ReadToAsync(Waiting, CancellationToken)));

        holder.Resume();

        var id = (await holder.EndAsync(CancellationToken)).Replace("Built ", string.Empty, StringComparison.Ordinal);
        foreach (var waiter in waiters)
        {
            Assert.AreEqual("Reused " + id, await waiter.EndAsync(CancellationToken));
            Assert.DoesNotContain(line => line.StartsWith(Building, StringComparison.Ordinal), waiter.Lines);
        }
    }

    [TestMethod]
    public async Task Builds_that_start_together_build_once()
    {
        var children = Enumerable.Range(0, Many).Select(_ => Start()).ToList();

        var ends = await Task.WhenAll(children.Select(child => child.EndAsync(CancellationToken)));

        Assert.AreEqual(1, children.Count(child => child.Lines.Any(line => line.StartsWith(Building, StringComparison.Ordinal))), string.Join('\n', ends));
        Assert.HasCount(1, ends.Select(end => end.Split(' ')[1]).Distinct());
        Assert.AreEqual((1, Many - 1), (Count(ends, "Built "), Count(ends, "Reused ")));
    }

    [TestMethod]
    public async Task Build_takes_over_from_one_that_was_killed()
    {
        var holder = await HoldAsync();
        var waiter = Start();
        await waiter.ReadToAsync(Waiting, CancellationToken);

        await holder.KillAsync(CancellationToken);

        var end = await waiter.EndAsync(CancellationToken);
        Assert.AreEqual("Built " + (await InspectAsync(Name)).ID, end);
    }

    [TestMethod]
    public async Task One_of_several_takes_over_from_one_that_was_killed()
    {
        var holder = await HoldAsync();
        var waiters = Enumerable.Range(0, Many).Select(_ => Start()).ToList();
        await Task.WhenAll(waiters.Select(waiter => waiter.ReadToAsync(Waiting, CancellationToken)));

        await holder.KillAsync(CancellationToken);

        var ends = await Task.WhenAll(waiters.Select(waiter => waiter.EndAsync(CancellationToken)));
        Assert.AreEqual((1, Many - 1), (Count(ends, "Built "), Count(ends, "Reused ")));
    }

    [TestMethod]
    public async Task Build_takes_over_from_one_that_failed()
    {
        _base = await Images.MakeAsync(TestImages.RootFiles(), "linux/amd64", "ONBUILD COPY missing /missing");
        var holder = await HoldAsync();
        var waiter = Start();
        await waiter.ReadToAsync(Waiting, CancellationToken);

        holder.Resume();

        Assert.StartsWith("LAMBDAIMAGE3001 ", await holder.EndAsync(CancellationToken));
        Assert.StartsWith("LAMBDAIMAGE3001 ", await waiter.EndAsync(CancellationToken));
        Assert.Contains(line => line.StartsWith(Building, StringComparison.Ordinal), waiter.Lines);
    }

    [TestMethod]
    public async Task Build_of_another_image_does_not_wait()
    {
        await HoldAsync();

        var other = Start(project: Id + "-other");

        Assert.StartsWith("Built ", await other.EndAsync(CancellationToken));
        Assert.DoesNotContain(line => line.StartsWith(Waiting, StringComparison.Ordinal), other.Lines);
    }

    [TestMethod]
    public async Task Build_that_is_forced_builds_after_it_waited()
    {
        var holder = await HoldAsync();
        var forced = Start(force: true);
        await forced.ReadToAsync(Waiting, CancellationToken);

        holder.Resume();

        Assert.StartsWith("Built ", await forced.EndAsync(CancellationToken));
        Assert.StartsWith("Built ", await holder.EndAsync(CancellationToken));
    }

    [TestMethod]
    public async Task Build_of_other_content_builds_after_it_waited()
    {
        var holder = await HoldAsync();
        Folder.Write("other/file.txt", "other content");
        var other = Start(layer: "other");
        await other.ReadToAsync(Waiting, CancellationToken);

        holder.Resume();

        Assert.StartsWith("Built ", await other.EndAsync(CancellationToken));
        Assert.AreEqual(ImageFile.File("other content"), await Reader.ReadOneAsync(Name, "/opt/file.txt", CancellationToken));
    }

    [TestMethod]
    public async Task Cancellation_ends_the_wait()
    {
        var holder = await HoldAsync();
        using var stop = new CancellationTokenSource();
        var progress = new RecordingProgress(message =>
        {
            if (message.Text.StartsWith(Waiting, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(Inputs("one").With("LambdaBaseImage", _base), progress, stop.Token));

        holder.Resume();
        Assert.StartsWith("Built ", await holder.EndAsync(CancellationToken));
    }

    [TestMethod]
    public async Task Image_that_is_up_to_date_does_not_wait()
    {
        var built = await Start().EndAsync(CancellationToken);
        await HoldAsync(force: true);

        var second = Start();

        Assert.AreEqual(built.Replace("Built ", "Reused ", StringComparison.Ordinal), await second.EndAsync(CancellationToken));
        Assert.DoesNotContain(line => line.StartsWith(Waiting, StringComparison.Ordinal), second.Lines);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _children.ForEach(child => child.Dispose());
        }

        base.Dispose(disposing);
    }

    private static int Count(IEnumerable<string> lines, string start) => lines.Count(line => line.StartsWith(start, StringComparison.Ordinal));

    private BuildChild Start(string? project = null, string layer = "one", bool force = false, string pauseAfter = "")
    {
        var child = new BuildChild(_base, project ?? Id, Folder, layer, force, pauseAfter);
        _children.Add(child);
        return child;
    }

    // A process that is in the midst of building.
    private async Task<BuildChild> HoldAsync(bool force = false)
    {
        var holder = Start(force: force, pauseAfter: Building);
        await holder.ReadToAsync(Building, CancellationToken);
        return holder;
    }
}
